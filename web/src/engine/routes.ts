// The API's paths, answered from the exported data: the same questions, shapes and refusals as the server's.

import { slug } from "../slug";
import type { Dashboard, Drivers, Found, Metadata, Spec, Table } from "../types";
import { Answer } from "./answer";
import { once, type Pairs, parseState, Refusal, type State, stateBefore } from "./asked";
import { asCsv, inPortuguese, simulatedIn } from "./csv";
import { drivers } from "./drivers";
import type { Cube } from "./cube";
import { search, table, type Wanted } from "./ranking";
import { suppressedPage, suppressedTable } from "./suppression";

export interface Site {
  spec: Spec;
  metadata: Metadata;
  cube: Cube;
}

const OF_A_DRILL = ["by", "sort", "order", "offset", "limit", "q"];
const SORTS = ["streams", "users", "value"];
const KEPT = 8;

export class Routes {
  private readonly answers = new Map<string, Answer>();

  constructor(private readonly site: Site) {}

  /** What the server would answer to a path; raises Refusal. */
  answer(path: string): unknown {
    const [route = "", query = ""] = path.split("?");
    const given: Pairs = [...new URLSearchParams(query)];
    this.checkPublication(given);
    const rest = given.filter(([name]) => name !== "publication");
    if (route === "/api/metadata") return this.site.metadata;
    if (route === "/api/dashboard") return this.dashboard(rest);
    if (route === "/api/drill") return this.drill(rest);
    if (route === "/api/drivers") return this.drivers(rest);
    if (route === "/api/export.csv") return this.csv(rest);
    if (route === "/api/search") return this.search(rest);
    throw new Refusal({ en: "There is nothing at this address.", pt: "Não há nada neste endereço." }, 404);
  }

  private dashboard(given: Pairs): Dashboard {
    const [own, filters] = taken(given.filter(([name]) => name !== "table"), ["beside"]);
    const found = this.asked(filters);
    const page = this.page(found);
    if (own["beside"]) page.before = page.period.before && this.page(this.under(stateBefore(found.selection.state, page.period.before)));
    const asked = given.filter(([name]) => name === "table");
    if (asked.length) page.tables = asked.map(([, text]) => this.tableAsked(text, filters));
    return page;
  }

  /** A table asked for with a page, as a drill's query string; its filters go before the page's. */
  private tableAsked(text: string, filters: Pairs): Table {
    const [own, rest] = taken([...new URLSearchParams(text)], OF_A_DRILL);
    const names = new Set(rest.map(([name]) => name));
    return this.table(this.asked([...filters.filter(([name]) => !names.has(name)), ...rest]), this.wanted(own));
  }

  private page(found: Answer): Dashboard {
    const { smallest } = this.site.cube.members;
    return smallest ? suppressedPage(found, found.dashboard(), smallest) : found.dashboard();
  }

  private table(found: Answer, wanted: Wanted, own = true): Table {
    const { smallest } = this.site.cube.members;
    return smallest ? suppressedTable(found, table(found, wanted, own), smallest, own) : table(found, wanted, own);
  }

  private drill(given: Pairs): Table {
    const [own, filters] = taken(given, OF_A_DRILL);
    return this.table(this.asked(filters), this.wanted(own));
  }

  private drivers(given: Pairs): Drivers {
    const [own, filters] = taken(given, ["by", "measure", "limit", "pinned"]);
    const now = this.asked(filters);
    const { before } = now.selection;
    const pinned = own["pinned"];
    const other = pinned !== undefined ? this.asked([...new URLSearchParams(pinned)]) : before && this.under(stateBefore(now.selection.state, before));
    return drivers(now, other, own["by"] ?? "", own["measure"] ?? "streams", Number(own["limit"] ?? 10));
  }

  private csv(given: Pairs): { name: string; text: string } {
    const [own, filters] = taken(given, ["by", "of", "sort", "order", "q", "lang"]);
    const wanted = { ...this.wanted(own), limit: null };
    const asked = this.asked(filters);
    const chart = own["of"] === "chart";
    const found = this.table(asked, wanted, !chart);
    const marks = simulatedIn(found, this.site.spec, this.site.cube, asked.selection.state, chart);
    const text = (own["lang"] === "pt" ? inPortuguese : asCsv)(found, this.site.spec, marks);
    return { name: `vitrola-${wanted.by}${slug(pairsOf(parseState(filters, this.site.cube.members.formats)))}-${asked.cube.members.publication}.csv`, text };
  }

  private search(given: Pairs): { publication: string; results: Found[] } {
    const [own] = taken(given, ["q"]);
    const results = search(this.asked([]), (own["q"] ?? "").trim());
    return { publication: this.site.cube.members.publication, results };
  }

  private asked(filters: Pairs): Answer {
    return this.under(parseState(filters, this.site.cube.members.formats));
  }

  private under(state: State): Answer {
    const key = JSON.stringify(state);
    const found = this.answers.get(key) ?? new Answer(this.site.cube, state);
    this.answers.delete(key);
    this.answers.set(key, found);
    if (this.answers.size > KEPT) this.answers.delete(this.answers.keys().next().value as string);
    return found;
  }

  private wanted(own: Record<string, string>): Wanted {
    const { by = "", sort = "streams", order = "desc" } = own;
    const known = Object.keys(this.site.cube.members.formats);
    if (!known.includes(by) || !SORTS.includes(sort)) {
      const sentence = `by must be one of ${known.join(", ")}, and sort one of ${SORTS.join(", ")}.`;
      throw new Refusal({ en: sentence, pt: sentence });
    }
    const number = (name: string, usual: number) => Number(own[name] ?? usual);
    return { by, sort: sort as Wanted["sort"], descending: order === "desc", offset: number("offset", 0), limit: number("limit", 100), text: (own["q"] ?? "").trim() };
  }

  private checkPublication(given: Pairs): void {
    const wanted = given.find(([name]) => name === "publication")?.[1];
    if (!wanted || wanted === this.site.cube.members.publication) return;
    const called = wanted.slice(0, 50);
    throw new Refusal({ en: `These files are not of publication '${called}'.`, pt: `Estes arquivos não são da publicação '${called}'.` }, 404);
  }
}

/** The filters in force as pairs of dimension and value. */
function pairsOf({ picks, first, last }: State): [string, string | null][] {
  return [...picks.flatMap(([name, values]) => values.map((value): [string, string | null] => [name, value])), ["period", `${first} ${last}`]];
}

/** A question's own parameters, each at most once, and the filters among the rest. */
function taken(given: Pairs, names: string[]): [Record<string, string>, Pairs] {
  const own: Record<string, string> = {};
  const rest: Pairs = [];
  for (const [name, value] of given) {
    if (names.includes(name)) once(own, name, value);
    else if (name !== "publication") rest.push([name, value]);
  }
  return [own, rest];
}
