import { refresh } from "./api";
import { AudiencePage } from "./audience";
import { amount, Bars } from "./bars";
import { Cards } from "./cards";
import { FilterPanel } from "./filterpanel";
import { Chips, pairsText } from "./chips";
import { Drill } from "./drill";
import { Header } from "./header";
import { MetadataPage } from "./metadata";
import { Months } from "./months";
import { Icon, Panel } from "./panel";
import { anyPicked, busy, chosen, clear, current, failure, filtering, go, hidden, missed, page, settled, spec, view } from "./state";
import { full, labelled, named, percent, say, t } from "./text";
import { Tooltip } from "./tooltip";
import { exported } from "./transport";
import type { Chart } from "./types";
import { WhyPanel } from "./why";
import { Years } from "./years";

export function App() {
  if (!spec.value) return failure.value ? <p class="banner error" role="alert">{say(failure.value)}</p> : <div class="blank" aria-busy="true" />;
  return (
    <>
      <a class="skip" href="#content">{t("skip")}</a>
      <Rail />
      <Header />
      <main id="content" tabindex={-1} class={busy.value ? "busy" : ""} aria-busy={busy.value} data-answered={current} data-settled={settled}>
        <div class="progress" role="status">{busy.value ? t("loading") : ""}</div>
        <Banners />
        <Chips />
        <Content />
      </main>
      <FilterPanel />
      <WhyPanel />
      <Tooltip />
      <Summary />
    </>
  );
}

function Content() {
  if (view.value === "metadata") return <MetadataPage />;
  if (view.value === "audience") return page.value && <AudiencePage />;
  return page.value && <Home />;
}

function Rail() {
  const count = chosen.value.length;
  return (
    <nav class="rail" aria-label="Vitrola">
      <button type="button" aria-current={view.value === "home" ? "page" : undefined} onClick={() => go({ view: "home" })}><Icon name="home" /><span>{t("home")}</span></button>
      {!exported && <button type="button" class="who" aria-current={view.value === "audience" ? "page" : undefined} onClick={() => go({ view: "audience" })}><Icon name="audience" /><span>{t("audience")}</span></button>}
      <button type="button" aria-current={view.value === "metadata" ? "page" : undefined} onClick={() => go({ view: "metadata" })}><Icon name="metadata" /><span>{t("metadata")}</span></button>
      <button type="button" aria-expanded={filtering.value} aria-controls="filters" onClick={() => (filtering.value = !filtering.value)}><Icon name="filter" /><span>{t("filter")}</span></button>
      <button type="button" onClick={() => document.querySelector<HTMLInputElement>(".lookup input")?.focus()}><Icon name="ask" /><span>{t("ask")}</span></button>
      <button type="button" disabled={!count} onClick={clear}><Icon name="clear" /><span>{t("clear")}{count ? ` (${count})` : ""}</span></button>
    </nav>
  );
}

function Banners() {
  const empty = view.value !== "audience" && page.value && chosen.value.length > 0 && page.value.cards["streams"]?.value === 0;
  return (
    <>
      {failure.value && (
        <p class="banner error" role="alert">{t("error", { cause: say(failure.value) })} <button type="button" onClick={() => void refresh(true)}>{t("retry")}</button></p>
      )}
      {missed.value && <p class="banner" role="status">{t("audience_exported")}</p>}
      {empty && (
        <p class="banner" role="status">{t("empty")} {pairsText(chosen.value)}. <button type="button" onClick={clear}>{t("empty_action")}</button></p>
      )}
    </>
  );
}

function Home() {
  return (
    <>
      <Cards />
      <div class="grid">
        {spec.value?.charts.map((entry) => (typeof entry === "string" ? <One key={entry} name={entry} /> : <div class="stack" key={entry.join()}>{entry.map((name) => <One key={name} name={name} />)}</div>))}
      </div>
    </>
  );
}

/** One of the charts that page.yaml puts in order, where it isn't a plain bar chart. */
const DRAWN: Record<string, () => preact.ComponentChild> = {
  month: () => <Framed name="month">{(chart, label) => <Months chart={chart} label={label} />}</Framed>,
  artist: () => <Drill name="artist" title={anyPicked("artist") ? undefined : finding("artist")} subtitle={t("subtitle_artist")} ways={[["artist", "album", "track"]]} />,
  release_year: () => <Framed name="release_year">{(chart, label) => <Years chart={chart} label={label} />}</Framed>,
  year_table: () => <Drill name="year_table" subtitle={t("subtitle_year_table")} ways={[["release_year", "artist", "album", "track"], ["genre", "artist", "album", "track"]]} />,
  country: () => !hidden("country") && !page.value?.charts["country"]?.missing && <Bar name="country" />,
  users_by_main_genre: () => <Bar name="users_by_main_genre" dimension="main_genre" measure="users" />,
};

function One({ name }: { name: string }) {
  return <>{(DRAWN[name] ?? (() => <Bar name={name} />))()}</>;
}

function Bar({ name, dimension = name, measure = "streams" }: { name: string; dimension?: string; measure?: "streams" | "users" }) {
  return <Framed name={name} dimension={dimension} measure={measure}>{(chart, label) => <Bars name={name} dimension={dimension} chart={chart} measure={measure} label={label} />}</Framed>;
}

interface Frame {
  name: string;
  dimension?: string;
  measure?: "streams" | "users";
  children: (chart: Chart, label: string) => preact.ComponentChildren;
}

function Framed({ name, dimension = name, measure = "streams", children }: Frame) {
  const chart = page.value?.charts[name];
  if (!chart) return null;
  const marked = chart.rows.some((row) => row.complete === false) ? ` · ${t("partial_mark")}` : "";
  const beside = name === "month" ? ` · ${t("subtitle_month_over_month").toLowerCase()}` : "";
  const left = anyPicked(dimension) ? ` · ${t("own_filter", { name: labelled(dimension).toLowerCase() })}` : "";
  const subtitle = `${t(`subtitle_${name}`)}${beside}${marked}${left}`;
  return <Panel name={name} dimension={dimension} chart={chart} measure={measure} title={finding(name, measure, dimension)} subtitle={subtitle}>{children(chart, subtitle)}</Panel>;
}

/** What a chart shows, as a sentence; it follows the filters. */
function finding(name: string, measure: "streams" | "users" = "streams", dimension = name): string {
  const chart = page.value?.charts[name];
  const known = chart?.rows.filter((row) => row.value !== null && amount(row, measure) > 0) ?? [];
  const best = known.reduce((top, row) => (!top || amount(row, measure) > amount(top, measure) ? row : top), known[0]);
  if (!chart || !best) return t(`subtitle_${name}`);
  const total = (measure === "users" ? chart.users : chart.streams) || 1;
  const text = name === "month" && known.length === 1 ? "finding_month_one" : `finding_${name}`;
  const top = named(dimension, best.value);
  const said = t(text, { top: top.charAt(0).toUpperCase() + top.slice(1), share: percent(amount(best, measure) / total) });
  const unknown = chart.rows.find((row) => row.value === null);
  const ahead = unknown && amount(unknown, measure) > amount(best, measure);
  return ahead ? t("finding_known", { finding: said, share: percent(amount(unknown, measure) / total) }) : said;
}

/** What is shown, spoken when it changes. */
function Summary() {
  const cards = page.value?.cards;
  const number = (name: string) => (cards?.[name]?.combined ? "–" : full(Number(cards?.[name]?.value ?? 0)));
  const text = cards ? t("summary", { streams: number("streams"), users: number("users"), n: String(chosen.value.length) }) : "";
  return <div class="unseen" aria-live="polite">{text}</div>;
}
