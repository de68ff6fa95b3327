// The engine behind an exported page, in a thread of its own: a path comes in, what the server would say goes out.

import type { Metadata, Spec } from "../types";
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
/** The page's words and metadata, by which it is painted before its numbers are there. */
const page = json("page.json.gz") as Promise<{ spec: Spec; metadata: Metadata }>;
const routes = load();
addEventListener("message", ({ data }: MessageEvent<Question>) => void reply(data));

async function reply({ id, path }: Question): Promise<void> {
  const body = path === "/api/page" ? page.then(({ spec }) => spec) : routes.then((found) => found.answer(path));
  postMessage(await body.then((found): Reply => ({ id, status: 200, body: found }), (error: unknown) => refused(id, error)));
}

function refused(id: number, error: unknown): Reply {
  if (error instanceof Refusal) return { id, status: error.status, body: { error: error.words.en, error_pt: error.words.pt } };
  return { id, status: 500, body: { error: `The exported data can't be read: ${error}.`, error_pt: `Os dados exportados não podem ser lidos: ${error}.` } };
}

async function load(): Promise<Routes> {
  const [members, people, plays] = await Promise.all([json("members.json.gz"), json("people.json.gz"), bytes("plays.bin")]);
  const { spec, metadata } = await page;
  return new Routes({ spec, metadata, cube: makeCube(members as Members, people as People, new Uint8Array(plays)) });
}

async function json(name: string): Promise<unknown> {
  const found = await bytes(name);
  const stream = new Blob([found]).stream();
  return new Response(isGzip(found) ? stream.pipeThrough(new DecompressionStream("gzip")) : stream).json();
}

/** Some web servers say that .gz files are encoded, and browsers unpack them by themselves. */
function isGzip(found: ArrayBuffer): boolean {
  const [first, second] = new Uint8Array(found, 0, 2);
  return first === 0x1f && second === 0x8b;
}

async function bytes(name: string): Promise<ArrayBuffer> {
  const found = await fetch(new URL(name, folder));
  if (!found.ok) throw new Error(`${name}: HTTP ${found.status}`);
  return found.arrayBuffer();
}
