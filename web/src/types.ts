// What the API answers. A value of null is "not informed"; a number of null is withheld or doesn't exist.

export type Value = string | number | null;
export type Lang = "pt" | "en";
export type Words = Record<Lang, string>;

export interface Card {
  value: number | string | null;
  before: number | string | null;
  unknown?: number;
  suppressed?: boolean;
  /** Not known to an exported page, which counts users of single picks only. */
  combined?: boolean;
}

export interface Row {
  value: Value;
  label?: string;
  artist?: string;
  streams?: number | null;
  users?: number | null;
  share?: number | null;
  suppressed?: boolean;
  month_over_month?: number | null;
  complete?: boolean;
  days?: number;
  business_days?: number;
  streams_per_business_day?: number | null;
}

export interface Chart {
  rows: Row[];
  total_rows: number;
  /** Of all rows; null where it is withheld, as a table's is. */
  streams?: number | null;
  users?: number | null;
  combined?: boolean;
  missing: string | null;
}

export interface Dashboard {
  publication: string;
  filters: Record<string, unknown>;
  period: { first: string | null; last: string | null; before: [string, string] | null };
  origins: Record<string, string>;
  cards: Record<string, Card>;
  charts: Record<string, Chart>;
  /** The same under the period before, where asked for and there is one. */
  before?: Dashboard | null;
  /** The tables asked for with the page, in that order. */
  tables?: Table[];
}

export interface Table {
  publication: string;
  by: string;
  rows: Row[];
  total_rows: number;
  streams: number | null;
}

/** A value's part in a change; of a quotient by its own rate and by its weight in the mix. */
export interface Driver {
  values: Value[];
  label?: string;
  artist?: string;
  before: number | null;
  now: number | null;
  contribution: number;
  share: number | null;
  rate?: number;
  mix?: number;
}

export interface Drivers {
  publication: string;
  before: number | null;
  now: number | null;
  change: number | null;
  rows: Driver[];
  /** All that are not told singly; how many they are. */
  others: (Omit<Driver, "values"> & { values: number }) | null;
  gained?: number | null;
  lost?: number | null;
  kept?: number | null;
  suppressed?: boolean;
  /** Days of either side that the data has, and streams of one where these differ. */
  days?: { before: number; now: number };
  per_day?: { before: number; now: number; change: number } | null;
}

/** A number about an audience; withheld where it is of too few people. */
export interface Told {
  value: number | null;
  of?: number;
  suppressed?: boolean;
}

export interface Segment {
  value: Value;
  users: number | null;
  share: number | null;
  users_of_all: number | null;
  share_of_all: number | null;
  lift: number | null;
  suppressed?: boolean;
}

export interface Heard {
  value: Value;
  label?: string;
  artist?: string;
  shared?: number;
  users: number;
  overlap: number;
  reach?: number;
  lift?: number | null;
  streams?: number;
  share?: number | null;
}

export interface Ranking {
  rows: Heard[];
  total_rows: number;
  withheld: number;
  minimum?: number;
  sort?: string;
}

export interface AudienceMonth {
  value: Value;
  streams: number | null;
  days: number;
  complete: boolean;
  per_day: number | null;
  share: number | null;
  change: number | null;
  change_of_all: number | null;
  rising: boolean | null;
  suppressed?: boolean;
}

export interface Audience {
  publication: string;
  subject: Record<string, Value[]>;
  unknown: { by: string; value: string; like: string | null }[];
  origins: Record<string, string>;
  smallest: number;
  suppressed: boolean;
  numbers: Record<string, Told>;
  curve: { share_of_users: number; users: number | null; share_of_streams: number | null; suppressed?: boolean }[];
  segments: Record<string, { by: string; rows: Segment[]; missing: string | null }>;
  artists: Ranking;
  line_up: Ranking;
  setlist: Ranking;
  setlists: { by: string | null; lists: { value: Value; users: number | null; rows: Heard[]; withheld: number }[] };
  months: AudienceMonth[];
}

export interface Found {
  /** Found by the whole question, so that its words mean nothing else. */
  whole?: boolean;
  by: string;
  value: string;
  label?: string;
  artist?: string;
  streams: number;
}

export interface Column {
  name: string;
  type: string;
  description: Words;
  required: boolean;
  key: boolean;
  simulated: boolean;
  rules: string;
  null_share: number | null;
  examples: string;
  lineage: string[];
}

export interface Metadata {
  publication: {
    run_id: string;
    published_at: string;
    first_day: string | null;
    last_day: string | null;
    sources: string[];
    rows: Record<"read" | "refined" | "quarantined" | "merged" | "filtered", number>;
    genre_coverage: { delivered: number | null; resolved: number | null };
    reconciled: boolean;
    time_zone: string;
    holidays_country: string;
  };
  tables: { zone: string; table: string; description: Words; rows: number | null; columns: Column[] }[];
  measures: { name: string; unit: Words; label: Words; description: Words; null_means: Words; sql: string; exact: boolean }[];
  audience: AudienceNumber[];
  dimensions: { name: string; label: Words; description: Words; hidden: boolean }[];
  values: Record<string, Value[]>;
}

export interface Field {
  label: Words;
  description: Words;
  format: string;
  origin?: "date" | "demographics" | null;
  column?: string | null;
  null_means?: Words;
}

export interface AudienceNumber {
  name: string;
  unit: Words;
  format: string;
  label: Words;
  description: Words;
  sql: string;
}

export interface Spec {
  cards: { hero: string[]; more: string[] };
  /** In the order shown; a list within is one column of charts. */
  charts: (string | string[])[];
  colours: Record<"light" | "dark", Record<string, string>>;
  texts: Record<string, Words>;
  measures: Record<string, Field>;
  dimensions: Record<string, Field>;
  /** The dimensions that explain a change of a measure. */
  explained: Record<string, string[]>;
  audience: Record<string, AudienceNumber>;
}

/** One part of how a question was understood, with the questions that come of taking it away or changing it. */
export interface Part {
  part: "measure" | "change" | "by" | "more" | "filter" | "order" | "limit";
  text: string;
  remove: string | null;
  options: { text: string; query: string }[];
}

export interface Answered {
  of: string[];
  text: string;
  value: number | string | null;
  suppressed?: boolean;
}

/** What is replied to a question in words. */
export interface Reply {
  publication: string;
  kind: "answer" | "ambiguous" | "unknown" | "refused";
  lang: Lang;
  sentence: string;
  corrections?: { typed: string; value: string }[];
  query?: string;
  chips?: Part[];
  notes?: string[];
  link?: string;
  /** The measure whose change is asked for, where the page can explain it. */
  why?: string | null;
  /** The artist whose audience's page comes nearest to an answer. */
  audience?: string | null;
  answer?: { columns: string[]; rows: Answered[]; not_informed: Answered[]; total_rows: number };
  choices?: { text: string; query: string }[];
  unknown?: { words: string; suggests: { value: string; question: string }[] }[];
  meant?: string;
}
