// The nine cards of the reference report and what it lacked, all under the same filters.

import { lacking } from "./missing";
import { Simulated } from "./panel";
import { base, chosen, compare, go, other, page, spec } from "./state";
import { day, full, percent, say, shown, signed, signedTenths, t, tenths } from "./text";
import type { Card, Field } from "./types";
import { Why } from "./why";

/** A difference below this comes from how fractions are kept. */
const NOISE = 1e-9;
/** The least change that is written out; a smaller one is said to be below it. */
const LEAST: Record<string, () => string> = { share: () => `${tenths(0.1)} p.p.`, age: () => tenths(0.1) };

export function Cards() {
  const names = spec.value?.cards;
  if (!names || !page.value) return <div class="cards" aria-hidden="true" />;
  return (
    <div class="cards">
      {names.hero.map((name) => <One key={name} name={name} hero />)}
      <div class="more">{names.more.map((name) => <One key={name} name={name} />)}</div>
    </div>
  );
}

function One({ name, hero = false }: { name: string; hero?: boolean }) {
  const field = spec.value?.measures[name] as Field;
  const lacks = lacking(field.column);
  const told = page.value?.cards[name] as Card;
  const card = lacks ? { ...told, value: null } : told;
  const exactly = card.combined ? t("combined_hint") : field.format === "count" ? full(Number(card.value ?? 0)) : shown(field.format, card.value, true);
  return (
    <article class={hero ? "card hero" : "card"} data-card={name}>
      <h2>
        <button type="button" title={`${say(field.description)} (${t("exact")})`} onClick={() => go({ view: "metadata", entry: name })}>{say(field.label)}</button>
        <Simulated part={field.origin ?? null} short filtered />
      </h2>
      <p class={card.suppressed ? "value withheld" : "value"} title={exactly}>{card.suppressed ? t("suppressed") : shown(field.format, card.value)}</p>
      <p class="note">{card.value === null && !card.suppressed ? nothing(field, lacks, card) : <Delta name={name} field={field} card={card} hero={hero} />}</p>
    </article>
  );
}

function nothing(field: Field, lacks: string, card: Card): string {
  if (card.combined) return t("combined");
  if (lacks) return t("lacks", { column: lacks });
  return page.value?.cards["streams"]?.value === 0 ? t("no_plays") : say(field.null_means);
}

function Delta({ name, field, card, hero }: { name: string; field: Field; card: Card; hero: boolean }) {
  const pinned = compare.value === "pinned";
  const former = pinned ? (other.value?.cards[name]?.value ?? null) : compare.value === "before" ? card.before : null;
  const unknown = card.unknown ? t("unknown_users", { n: full(card.unknown) }) : "";
  if (former === null || card.value === null) return <span>{unknown || shareOfTotal(name, card) || (hero ? t("no_comparison") : "")}</span>;
  const before = page.value?.period.before;
  const against = pinned || !before ? t("versus_pinned") : t("versus_before", { period: `${day(before[0])} – ${day(before[1])}` });
  const says = `${against}: ${shown(field.format, former, true)}`;
  if (typeof card.value === "string" || field.format === "weekday") return <span title={says}>{t(pinned ? "pinned_value" : "before", { value: shown(field.format, former) })}</span>;
  const [now, then] = [card.value, Number(former)];
  const way = Math.abs(now - then) < NOISE ? "same" : now > then ? "up" : "down";
  const told = differing(field.format, now, then);
  const change = way === "same" || /[1-9–]/.test(told) ? told : `< ${LEAST[field.format]?.() ?? percent(0.001)}`;
  const colour = field.format === "share" || field.format === "age" ? "same" : way;
  return <><span class={colour} title={says}>{{ up: "▲", down: "▼", same: "=" }[way]} {change}</span> <Why measure={name} /></>;
}

/** A change in its unit: of shares in percentage points, of ages in years, else in per cent. */
function differing(format: string, now: number, then: number): string {
  if (format === "share") return `${signedTenths((now - then) * 100)} p.p.`;
  if (format === "age") return signedTenths(now - then);
  return then ? signed(now / then - 1) : "–";
}

function shareOfTotal(name: string, card: Card): string {
  const all = base.value?.cards[name]?.value;
  if (!["streams", "users"].includes(name) || typeof all !== "number" || !all || typeof card.value !== "number") return "";
  return chosen.value.length ? `${percent(card.value / all)} ${t("of_total")}` : "";
}
