export type Labels = Readonly<Record<string, string>>;

export interface Family {
  /** Without `_total`, which both formats put on a counter's samples. */
  name: string;
  help: string;
  type: "gauge" | "counter";
  samples: readonly (readonly [Labels, number])[];
}

export const textFormat = "text/plain; version=0.0.4; charset=utf-8";
export const openMetricsFormat = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Prometheus' text format, or OpenMetrics: there a counter's family has no suffix and the text ends with `# EOF`. */
export function render(families: readonly Family[], openMetrics: boolean): string {
  const lines = families
    .filter((family) => family.samples.length > 0)
    .flatMap(({ name, help, type, samples }) => {
      const sample = type === "counter" ? `${name}_total` : name;
      const family = openMetrics ? name : sample;
      return [
        `# HELP ${family} ${escapeHelp(help)}`,
        `# TYPE ${family} ${type}`,
        ...samples.map(([labels, value]) => `${sample}${labelText(labels)} ${value}`),
      ];
    });
  return `${[...lines, ...(openMetrics ? ["# EOF"] : [])].join("\n")}\n`;
}

function labelText(labels: Labels): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return "";
  return `{${entries.map(([name, value]) => `${name}="${escapeLabel(value)}"`).join(",")}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
