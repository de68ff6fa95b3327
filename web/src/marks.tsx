// One tab stop a chart: arrows move between marks, Enter toggles, Escape clears the chart's own filter.

import type { RefObject } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { isPicked, pick, toggle } from "./state";
import { hideTip, showTip } from "./tooltip";
import type { Value } from "./types";

export interface Mark {
  dimension: string;
  value: Value;
  says: string[];
}

type Attributes = Record<string, unknown>;

/** Attributes for a chart's list, whose handlers serve all its marks, and for the mark at each place. */
interface Marks {
  list: Attributes;
  mark: (place: number) => Attributes;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

export function useMarks(marks: Mark[]): Marks {
  const [current, setCurrent] = useState(0);
  const newest = useRef(marks);
  newest.current = marks;
  const list = useMemo(() => ({ role: "listbox", "aria-multiselectable": "true", ...handlers(newest, setCurrent) }), []);
  const reachable = Math.min(current, Math.max(0, marks.length - 1));
  const mark = (place: number): Attributes => {
    const { dimension, value, says } = marks[place] as Mark;
    return {
      role: "option",
      "aria-label": says.join(", "),
      tabindex: place === reachable ? 0 : -1,
      "aria-selected": isPicked(dimension, value),
      "data-value": value === null ? "" : String(value),
    };
  };
  return { list, mark };
}

function handlers(marks: RefObject<Mark[]>, setCurrent: (place: number) => void): Attributes {
  const tip = (event: Event) => {
    const found = markAt(event);
    const says = found && marks.current?.[found.place]?.says;
    if (says) showTip(event, found.element, says);
    else hideTip();
  };
  const onClick = (event: Event) => {
    const place = markAt(event)?.place ?? -1;
    const mark = marks.current?.[place];
    if (!mark) return;
    setCurrent(place);
    toggle(mark.dimension, mark.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const found = markAt(event);
    const mark = found && marks.current?.[found.place];
    if (!mark) return;
    const last = found.all.length - 1;
    const step = STEPS[event.key];
    const ends: Record<string, number> = { Home: 0, End: last };
    if (step !== undefined || event.key in ends) {
      const next = Math.max(0, Math.min(last, step !== undefined ? found.place + step : (ends[event.key] ?? 0)));
      setCurrent(next);
      (found.all[next] as HTMLElement | SVGElement | undefined)?.focus();
    } else if (event.key === "Enter" || event.key === " ") toggle(mark.dimension, mark.value);
    else if (event.key === "Escape") pick(mark.dimension, []);
    else return;
    event.preventDefault();
  };
  return { onClick, onKeyDown, onMouseMove: tip, onMouseLeave: hideTip, onFocusIn: tip, onFocusOut: hideTip };
}

/** The mark that an event happened on, and its place among all of the chart. */
function markAt(event: Event): { element: Element; place: number; all: Element[] } | null {
  const element = (event.target as Element).closest("[role=option]");
  if (!element) return null;
  const all = [...(event.currentTarget as Element).querySelectorAll("[role=option]")];
  return { element, place: all.indexOf(element), all };
}
