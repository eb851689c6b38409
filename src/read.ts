import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { ContentError } from './errors.ts';

/** The content of a JSON file. Throws a `ContentError` that names the file. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ContentError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** The content of a YAML file in this format. Throws a `ContentError` that names the file. */
export function readYaml<T>(file: string, schema: z.ZodType<T>): T {
  let data: unknown;
  try {
    data = parsed(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ContentError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
  const read = schema.safeParse(data);
  if (!read.success) throw new ContentError(`${file}: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** Without the lines and columns of its errors a text is read in two thirds of the time; they are told where one is. */
function parsed(yaml: string): unknown {
  try {
    return parse(yaml, { prettyErrors: false });
  } catch {
    return parse(yaml);
  }
}
