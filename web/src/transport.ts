// Where questions go: to the server that gave the page or, where the page is a file of an export, to its engine.

import type { Reply } from "./engine/worker";

/** The folder of an exported page's data; null on a page from the server. */
const folder = document.querySelector<HTMLMetaElement>("meta[name=vitrola-data]")?.content ?? null;

export const exported = folder !== null;

/** What is asked; rejected where there is no answer at all. */
export const reach: (path: string, signal?: AbortSignal) => Promise<Response> = folder === null ? served : fromFiles(new URL(folder, document.baseURI));

/** The address of a drawing of the publication shown, in a language of the server's. */
export const drawing = (of: string, language: string, publication: string): string =>
  folder === null
    ? `/api/diagram.svg?of=${of}&lang=${language}&publication=${publication}`
    : new URL(`${folder}${of}.${language}.svg`, document.baseURI).href;

function served(path: string, signal?: AbortSignal): Promise<Response> {
  return fetch(path, signal ? { signal } : {});
}

function fromFiles(data: URL): typeof reach {
  const address = new URL("engine.js", import.meta.url);
  address.searchParams.set("data", data.href);
  const engine = new Worker(address, { type: "module" });
  const waiting = new Map<number, { resolve: (answer: Response) => void; reject: (error: Error) => void }>();
  let last = 0;
  engine.addEventListener("message", ({ data: { id, status, body } }: MessageEvent<Reply>) => {
    waiting.get(id)?.resolve(Response.json(body, { status }));
    waiting.delete(id);
  });
  engine.addEventListener("error", () => {
    for (const { reject } of waiting.values()) reject(new Error("engine.js"));
    waiting.clear();
  });
  return (path, signal) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
      engine.postMessage({ id: last, path });
    });
}
