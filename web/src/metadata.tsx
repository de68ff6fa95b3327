// The metadata page: zone, table, column, type, description and lineage, and what every measure means.

import { useEffect, useRef, useState } from "preact/hooks";
import { stampDetail } from "./header";
import { address, lang, metadata } from "./state";
import { full, percent, say, t } from "./text";
import { drawing } from "./transport";

const DIAGRAMS = ["er", "flow", "lineage"];

/** The address of a diagram of the publication shown, in the reader's language. */
const drawn = (of: string): string =>
  drawing(of, lang.value === "pt" ? "pt-BR" : "en", metadata.value?.publication.run_id ?? "");

export function MetadataPage() {
  const [text, setText] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const found = metadata.value;
  const { entry } = address.value;
  useEffect(() => {
    box.current?.querySelector("tr.entry")?.scrollIntoView({ block: "nearest" });
  }, [entry, found]);
  if (!found) return null;
  const wanted = text.toLowerCase();
  const matches = (...words: string[]) => words.some((word) => word.toLowerCase().includes(wanted));
  const columns = found.tables.flatMap((table) => table.columns.map((column) => ({ table, column })));
  return (
    <div class="metadata" ref={box}>
      <p class="detail">{stampDetail()}</p>
      <input type="search" value={text} placeholder={t("search")} aria-label={`${t("search")}: ${t("metadata")}`} onInput={(event) => setText(event.currentTarget.value)} />
      <h2 id="measures">{t("measures")}</h2>
      <div class="scroll" tabindex={0} role="region" aria-labelledby="measures">
        <table>
          <thead><tr><th>{t("measure")}</th><th>{t("unit")}</th><th>{t("description")}</th><th>SQL</th></tr></thead>
          <tbody>
            {[...found.measures, ...found.audience].filter((each) => matches(each.name, say(each.label), say(each.description))).map((each) => (
              <tr key={each.name} class={each.name === entry ? "entry" : ""} aria-current={each.name === entry || undefined}><th scope="row">{say(each.label)}</th><td>{say(each.unit)}</td><td>{say(each.description)} {!("exact" in each) || each.exact ? `(${t("exact")})` : "≈"}</td><td><code>{each.sql}</code></td></tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2>{t("diagrams")}</h2>
      {DIAGRAMS.map((of) => (
        <details key={of} class="diagram">
          <summary>{t(`diagram_${of}`)}</summary>
          <div class="scroll" tabindex={0} role="region" aria-label={t(`diagram_${of}`)}>
            <img loading="lazy" src={drawn(of)} alt={t(`diagram_${of}`)} />
          </div>
          <a href={drawn(of)} download={`vitrola-${of}.svg`}>{t("download_svg")}</a>
        </details>
      ))}
      <h2 id="columns">{t("columns")}</h2>
      <div class="scroll" tabindex={0} role="region" aria-labelledby="columns">
        <table lang={lang.value === "pt" ? "pt-BR" : "en"}>
          <thead><tr><th>{t("zone")}</th><th>{t("table")}</th><th>{t("column")}</th><th>{t("type")}</th><th>{t("description")}</th><th>{t("rules")}</th><th>{t("null_share")}</th><th>{t("examples")}</th><th>{t("lineage")}</th></tr></thead>
          <tbody>
            {columns.filter(({ table, column }) => matches(table.table, column.name, say(column.description))).map(({ table, column }) => (
              <tr key={`${table.table}.${column.name}`}>
                <td>{table.zone}</td>
                <td title={`${say(table.description)}${table.rows === null ? "" : ` ${full(table.rows)} ${t("rows")}`}`}>{table.table}</td>
                <th scope="row">{column.name}{column.simulated && <abbr class="simulated" title={t("simulated_hint")}>{t("simulated")}</abbr>}</th>
                <td><code>{column.type}</code></td>
                <td>{say(column.description)}</td>
                <td>{column.rules.split("; ").map((each) => <div key={each}>{each}</div>)}</td>
                <td class="number">{column.null_share === null ? "" : percent(column.null_share)}</td>
                <td>{column.examples.split(" | ").map((each) => <div key={each}><bdi>{each}</bdi></div>)}</td>
                <td>{column.lineage.map((each) => <div key={each}><code>{each}</code></div>)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
