// One tab stop a chart: arrows move between marks, Enter toggles, Escape clears the chart's own filter.

import { useState } from "preact/hooks";
import { isPicked, pick, toggle } from "./state";
import { tips } from "./tooltip";
import type { Value } from "./types";

export interface Mark {
  dimension: string;
  value: Value;
  says: string[];
}

/** What a mark says to those who don't see it: its name, since what is drawn is hidden from them. */
export function Says({ lines, x, y }: { lines: string[]; x: number; y: number }) {
  return <text class="says" x={x} y={y} text-anchor="middle">{lines.join(", ")}</text>;
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** Attributes for the mark at each place of a chart. */
export function useMarks(marks: Mark[]): (place: number) => Record<string, unknown> {
  const [current, setCurrent] = useState(0);
  const reachable = Math.min(current, Math.max(0, marks.length - 1));
  return (place) => {
    const mark = marks[place] as Mark;
    const act = () => toggle(mark.dimension, mark.value);
    return {
      ...tips(mark.says),
      role: "option",
      tabindex: place === reachable ? 0 : -1,
      "aria-selected": isPicked(mark.dimension, mark.value),
      "data-value": mark.value === null ? "" : String(mark.value),
      onClick: () => {
        setCurrent(place);
        act();
      },
      onKeyDown: (event: KeyboardEvent) => {
        const step = STEPS[event.key];
        const ends: Record<string, number> = { Home: 0, End: marks.length - 1 };
        if (step !== undefined || event.key in ends) {
          const next = Math.max(0, Math.min(marks.length - 1, step !== undefined ? place + step : (ends[event.key] ?? 0)));
          setCurrent(next);
          const all = (event.currentTarget as Element).closest("[role=listbox]")?.querySelectorAll("[role=option]");
          (all?.[next] as HTMLElement | SVGElement | undefined)?.focus();
        } else if (event.key === "Enter" || event.key === " ") act();
        else if (event.key === "Escape") pick(mark.dimension, []);
        else return;
        event.preventDefault();
      },
    };
  };
}
