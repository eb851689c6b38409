import { z } from 'zod';

/** An occupation that people can put into their profile and CV; its names are texts (`occupations:<id>.name`). */
export const Occupation = z.strictObject({
  id: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/),
  /** The unit group of ISCO-08 (ILO 2012): a string, since those of the armed forces begin with 0. */
  isco: z.string().regex(/^\d{4}$/),
});
export type Occupation = z.infer<typeof Occupation>;
