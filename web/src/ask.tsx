// A question in words: the server's reading of it, whose parts can be changed, its answer, and the way to the same plays on the page.

import { useEffect, useState } from "preact/hooks";
import { ask, cause } from "./api";
import { AskFilters, useFound } from "./askfilters";
import { showAudience } from "./audienceask";
import { callTrack } from "./chips";
import { Choices, Figures, Parts, Suggestions } from "./reply";
import { address, decode, filters, go, lang, setFilters, written } from "./state";
import { full, labelled, say, t } from "./text";
import { exported } from "./transport";
import type { Found, Reply, Words } from "./types";

const PATIENCE = 250;
const LONGEST = 300;

export function Ask() {
  return exported ? <AskFilters /> : <AskServer />;
}

/** What is asked: words, or the query of a reading whose parts were changed. */
interface Question {
  text: string;
  query: string;
  at_once: boolean;
}

const NOTHING: Question = { text: "", query: "", at_once: false };

function AskServer() {
  const [asked, setAsked] = useState(NOTHING);
  const { reply, wrong } = useReply(asked);
  const found = useFound(reply && !asked.query ? asked.text.trim() : "", "");
  const change = (query: string) => setAsked({ ...asked, query, at_once: true });
  const close = () => setAsked(NOTHING);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    setAsked({ ...asked, query: "", at_once: true });
  };
  const open = (event: Event) => {
    event.preventDefault();
    go({ filters: { ...decode(reply?.link ?? ""), genres: filters.peek().genres }, why: reply?.why ?? "", by: "" });
    close();
  };
  const audience = () => {
    showAudience("artist", reply?.audience ?? "");
    close();
  };
  const pick = (row: Found) => {
    if (row.label) callTrack(row.value, row.label);
    setFilters({ ...filters.value, picks: { ...filters.value.picks, [row.by]: [row.value] } });
    close();
  };
  return (
    <form class="lookup" role="search" onKeyDown={onKeyDown} onSubmit={onSubmit}>
      <input type="search" value={asked.text} maxLength={LONGEST} placeholder={t("ask_hint")} title={t("ask_question")} aria-label={`${t("ask")}. ${t("ask_question")}`} onInput={(event) => setAsked({ ...NOTHING, text: event.currentTarget.value })} />
      {(reply || wrong) && (
        <div class="answers wide">
          {reply?.corrections?.map(({ typed, value }) => <p key={typed} class="legend">{t("ask_taken", { typed, value })}</p>)}
          {reply?.chips && <Parts parts={reply.chips} change={change} />}
          <p class="said" role="status" lang={reply?.lang === "en" ? "en" : "pt-BR"}>{reply?.sentence ?? say(wrong)}</p>
          {reply?.notes?.map((note) => <p key={note} class="legend">{note}</p>)}
          {reply?.choices && <Choices choices={reply.choices} change={change} />}
          {reply?.unknown && <Suggestions reply={reply} ask={(text) => setAsked({ text, query: "", at_once: true })} />}
          {reply?.audience && <p><button type="button" class="apply" onClick={audience}>{t("audience_of", { value: reply.audience })}</button></p>}
          {reply?.answer && <Figures answer={reply.answer} />}
          {reply?.link !== undefined && <p><a class="button apply" href={written()} onClick={open}>{t("ask_open")}</a></p>}
          {found && found.length > 0 && (
            <ul>
              {found.map((row) => (
                <li key={`${row.by} ${row.value}`}>
                  <button type="button" onClick={() => pick(row)}>
                    <span>{row.label ?? row.value}</span> <small>{row.artist ?? labelled(row.by)} · {full(row.streams)}</small>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </form>
  );
}

/** The reply to the latest question; the one before stays until it is there. */
function useReply({ text, query, at_once }: Question): { reply: Reply | null; wrong: Words | null } {
  const [found, setFound] = useState<{ reply: Reply | null; wrong: Words | null }>({ reply: null, wrong: null });
  const { publication } = address.value;
  const words = text.trim();
  const wanted = query || (words.length > 1 ? `q=${encodeURIComponent(words)}` : "");
  const path = wanted && `/api/ask?${wanted}&lang=${lang.value}${publication ? `&publication=${publication}` : ""}`;
  useEffect(() => {
    if (!path) return setFound({ reply: null, wrong: null });
    const stop = new AbortController();
    const failed = (error: unknown) => stop.signal.aborted || setFound({ reply: null, wrong: cause(error) });
    const wait = setTimeout(() => ask<Reply>(path, stop.signal).then((reply) => setFound({ reply, wrong: null }), failed), at_once ? 0 : PATIENCE);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [path]);
  return found;
}
