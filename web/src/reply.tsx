// The parts of a reply to a question: how it was understood, choices, suggestions, and the answer's rows.

import { full, t } from "./text";
import type { Answered, Part, Reply } from "./types";

type Change = (query: string) => void;

/** How a question was understood: every part can be changed, and those that may go be taken away. */
export function Parts({ parts, change }: { parts: Part[]; change: Change }) {
  return (
    <div class="parts" role="group" aria-label={t("understood")}>
      <span>{t("understood")}</span>
      {parts.map((part, place) => <OnePart key={`${part.part} ${place}`} part={part} change={change} />)}
    </div>
  );
}

function OnePart({ part, change }: { part: Part; change: Change }) {
  const remove = part.remove;
  return (
    <span class={`chip part part-${part.part}`} data-part={part.part}>
      {part.options.length ? <Options part={part} change={change} /> : part.text}
      {remove !== null && <button type="button" aria-label={`${t("remove")} ${part.text}`} onClick={(event) => taken(event.currentTarget, () => change(remove))}>×</button>}
    </span>
  );
}

function Options({ part, change }: { part: Part; change: Change }) {
  const listed = part.options.some(({ text }) => text === part.text);
  return (
    <select aria-label={t(`ask_part_${part.part}`)} value={part.text} onChange={(event) => chosen(part, event.currentTarget.value, change)}>
      {!listed && <option value={part.text}>{part.text}</option>}
      {part.options.map(({ text }) => <option key={text} value={text}>{text}</option>)}
    </select>
  );
}

/** The part goes, and with it what has the focus, which the question takes. */
function taken(button: HTMLElement, change: () => void): void {
  button.closest("form")?.querySelector("input")?.focus();
  change();
}

function chosen(part: Part, text: string, change: Change): void {
  const option = part.options.find((each) => each.text === text);
  if (option) change(option.query);
}

export function Choices({ choices, change }: { choices: { text: string; query: string }[]; change: Change }) {
  return (
    <p>
      {choices.map(({ text, query }) => <button type="button" class="meaning" key={query} onClick={() => change(query)}>{text}</button>)}
    </p>
  );
}

export function Suggestions({ reply, ask }: { reply: Reply; ask: (text: string) => void }) {
  const offered = (reply.unknown ?? []).flatMap(({ suggests }) => suggests);
  if (!offered.length) return null;
  return (
    <p>
      {reply.meant}{" "}
      {offered.map(({ value, question }) => <button type="button" class="meaning" key={value} onClick={() => ask(question)}>{value}</button>)}
    </p>
  );
}

/** The answer's rows; those whose value isn't known stand below, as they take no place in a ranking. */
export function Figures({ answer }: { answer: NonNullable<Reply["answer"]> }) {
  const last = answer.columns.length - 1;
  if (!last || !answer.rows.length) return null;
  const row = (each: Answered) => (
    <tr key={each.of.join(" ")}>
      {each.of.map((value, place) => <td key={place}>{value}</td>)}
      <td class="digits">{each.text}</td>
    </tr>
  );
  return (
    <>
      <div class="scroll">
        <table>
          <thead><tr>{answer.columns.map((column, place) => <th key={column} scope="col" class={place === last ? "digits" : ""}>{column}</th>)}</tr></thead>
          <tbody>{answer.rows.map(row)}{answer.not_informed.map(row)}</tbody>
        </table>
      </div>
      <p class="legend">{t("showing", { n: full(answer.rows.length), total: full(answer.total_rows) })}</p>
    </>
  );
}
