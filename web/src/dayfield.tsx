// A day to type in the page's language. Browsers' own fields for dates speak the browser's.

import { useEffect, useState } from "preact/hooks";
import { dayOf, shape, typed } from "./days";
import { lang } from "./state";
import { t } from "./text";

interface Props {
  name: string;
  label: string;
  value: string;
  /** A day to show how it is typed. */
  example: string;
  chosen: (iso: string) => void;
}

export function DayField({ name, label, value, example, chosen }: Props) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    setText(value && typed(value));
    setWrong(false);
  }, [value, lang.value]);
  const choose = () => {
    const iso = text.trim() ? dayOf(text) : "";
    setWrong(iso === null);
    if (iso !== null && iso !== value) chosen(iso);
  };
  return (
    <>
      <label>
        {label}
        <input type="text" inputMode="numeric" autocomplete="off" size={11} value={text} placeholder={shape()} aria-invalid={wrong} aria-describedby={wrong ? `${name}-wrong` : undefined} onInput={(event) => setText(event.currentTarget.value)} onChange={choose} />
      </label>
      {wrong && <p class="wrong" id={`${name}-wrong`} role="alert">{t("date_wrong", { example: typed(example) })}</p>}
    </>
  );
}
