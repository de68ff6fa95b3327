// A table to drill into, by one of several ways down.

import { useState } from "preact/hooks";
import { Panel } from "./panel";
import { Rank } from "./rank";
import { hidden } from "./state";
import { labelled } from "./text";

interface Props {
  name: string;
  title?: string;
  subtitle: string;
  ways: string[][];
}

export function Drill({ name, title, subtitle, ways }: Props) {
  const [chosen, setChosen] = useState(0);
  const [csv, setCsv] = useState("");
  const levels = ways[chosen] as string[];
  const path = levels.filter((level) => !hidden(level)).map(labelled).join(" → ");
  return (
    <Panel name={name} dimension={levels[0] as string} title={title ?? path} subtitle={subtitle} csv={csv}>
      {ways.length > 1 && (
        <div class="ways" role="group" aria-label={subtitle}>
          {ways.map((way, place) => (
            <button type="button" key={way[0]} aria-pressed={place === chosen} onClick={() => setChosen(place)}>{labelled(way[0] as string)}</button>
          ))}
        </div>
      )}
      <Rank key={levels.join()} name={name} levels={levels} label={subtitle} told={setCsv} />
    </Panel>
  );
}
