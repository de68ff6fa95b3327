// The numbers on top of an audience's page, and how each is counted.

import { go, spec } from "./state";
import { decimals, full, percent, round, say, shown, t } from "./text";
import type { Audience, Told } from "./types";

interface Of {
  found: Audience;
}

export function Reach({ found }: Of) {
  return <Count name="audience_users" share="reach_share" found={found} hero />;
}

/** A number, what it is a share of, and its definition. */
export function Count({ name, share, found, hero = false }: Of & { name: string; share?: string; hero?: boolean }) {
  const told = found.numbers[name] as Told;
  const part = share ? found.numbers[share]?.value : null;
  return (
    <article class={hero ? "card hero" : "card"} data-number={name}>
      <Name of={name} />
      <p class="value" title={told.value === null ? "" : full(told.value)}>{written(name, told)}</p>
      {share && <p class="note" data-number={share}>{t("audience_part", { share: part === null || part === undefined ? "–" : percent(part), all: full(told.of ?? 0) })}</p>}
      <p class="note">{say(spec.value?.audience[name]?.description)}</p>
    </article>
  );
}

/** How few listeners make half of the streams, and what parts the first of them make. */
export function Concentration({ found }: Of) {
  const half = found.numbers["half_listeners"] as Told;
  const share = found.numbers["half_share"] as Told;
  return (
    <article class="card wide" data-number="half_listeners">
      <Name of="half_listeners" />
      <p class="value">
        {half.suppressed ? t("suppressed") : t("audience_half", { n: full(half.value ?? 0), share: percent(share.value ?? 0) })}
      </p>
      <ul class="curve">
        {found.curve.map((step) => (
          <li key={step.share_of_users}>
            {t("audience_step", { users: round(step.share_of_users), streams: step.share_of_streams === null ? "–" : percent(step.share_of_streams) })}
          </li>
        ))}
      </ul>
      <p class="note">{say(spec.value?.audience["half_listeners"]?.description)}</p>
    </article>
  );
}

function Name({ of }: { of: string }) {
  const number = spec.value?.audience[of];
  return <h2><button type="button" title={`${say(number?.description)} (${t("exact")})`} onClick={() => go({ view: "metadata", entry: of })}>{say(number?.label)}</button></h2>;
}

function written(name: string, told: Told): string {
  if (told.suppressed) return t("suppressed");
  const format = spec.value?.audience[name]?.format ?? "count";
  return shown(format, told.value);
}

/** How many times everybody's share. */
export const times = (lift: number | null | undefined): string => (typeof lift === "number" ? `${decimals(lift)}×` : "–");

/** The definitions of numbers, with their SQL; of all of them where none are named. ``also`` is said before them. */
export function How({ names, also = "" }: { names: string[] | null; also?: string }) {
  const known = spec.value?.audience ?? {};
  return (
    <details class="how">
      <summary>{t("audience_how")}</summary>
      {names === null && <p>{t("audience_relations")}</p>}
      {also && <p>{also}</p>}
      <dl>
        {(names ?? Object.keys(known)).map((name) => (
          <div key={name}>
            <dt>{say(known[name]?.label)} <small>({say(known[name]?.unit)})</small></dt>
            <dd>{say(known[name]?.description)}{names === null && <pre><code>{known[name]?.sql}</code></pre>}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
