// What a file is about, as a part of its name: as dashboard/filenames.py.

const LONGEST = 60;

/** The values of filters in plain letters, each after a hyphen; nothing where there are none. */
export function slug(pairs: readonly (readonly [string, string | null])[]): string {
  const words = pairs.filter(([name]) => name !== "source").map(([, value]) => plain(value ?? ""));
  const text = words.filter(Boolean).join("-").slice(0, LONGEST).replace(/-+$/, "");
  return text && `-${text}`;
}

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
