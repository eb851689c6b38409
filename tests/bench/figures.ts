/** One measured number. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
}

/** The value below which the share `p` (0 ... 1) of them lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** Four significant digits, and no decimals that mean nothing. */
const shown = (value: number): string => {
  const rounded = Number(value.toPrecision(4));
  return rounded.toLocaleString('en', { maximumFractionDigits: 3 });
};

/** Figures one below the other, names and numbers aligned. */
export function asTable(figures: readonly Figure[]): string {
  const wide = Math.max(...figures.map(({ name }) => name.length));
  const numbers = figures.map(({ value }) => shown(value));
  const digits = Math.max(...numbers.map((number) => number.length));
  const lines = figures.map(
    ({ name, unit }, i) => `${name.padEnd(wide)}  ${(numbers[i] ?? '').padStart(digits)} ${unit}`,
  );
  return `${lines.join('\n')}\n`;
}

/** One array, as tools that keep figures over time read it. */
export const asJson = (figures: readonly Figure[]): string =>
  `${JSON.stringify(figures.map(({ name, value, unit }) => ({ name, value: Number(value.toPrecision(4)), unit })))}\n`;
