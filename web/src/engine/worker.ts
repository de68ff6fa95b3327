// The engine behind an exported page, in a thread of its own: a path comes in, what the server would say goes out.

import { Refusal } from "./asked";
import { type Members, makeCube, type People } from "./cube";
import { Routes } from "./routes";

export interface Question {
  id: number;
  path: string;
}

export interface Reply {
  id: number;
  status: number;
  body: unknown;
}

const folder = new URL(new URLSearchParams(location.search).get("data") ?? "", location.href);
const routes = load();
addEventListener("message", ({ data }: MessageEvent<Question>) => void reply(data));

async function reply({ id, path }: Question): Promise<void> {
  const answer: Reply = await routes.then((found) => ({ id, status: 200, body: found.answer(path) })).catch((error: unknown) => refused(id, error));
  postMessage(answer);
}

function refused(id: number, error: unknown): Reply {
  if (error instanceof Refusal) return { id, status: error.status, body: { error: error.words.en, error_pt: error.words.pt } };
  return { id, status: 500, body: { error: `The exported data can't be read: ${error}.`, error_pt: `Os dados exportados não podem ser lidos: ${error}.` } };
}

async function load(): Promise<Routes> {
  const [page, members, people, plays] = await Promise.all([json("page.json.gz"), json("members.json.gz"), json("people.json.gz"), bytes("plays.bin")]);
  const { spec, metadata } = page as Pick<ConstructorParameters<typeof Routes>[0], "spec" | "metadata">;
  return new Routes({ spec, metadata, cube: makeCube(members as Members, people as People, new Uint8Array(plays)) });
}

async function json(name: string): Promise<unknown> {
  const packed = new Blob([await bytes(name)]).stream();
  return new Response(packed.pipeThrough(new DecompressionStream("gzip"))).json();
}

async function bytes(name: string): Promise<ArrayBuffer> {
  const found = await fetch(new URL(name, folder));
  if (!found.ok) throw new Error(`${name}: HTTP ${found.status}`);
  return found.arrayBuffer();
}
