import { z } from 'zod';
import { isHex, type Hex } from './oklch';

/**
 * What a partner decides about its look: a name, a mark of one or two letters, and one colour. No free CSS, no
 * HTML, no fonts from elsewhere; everything that may harm reading is derived.
 */
export const partnerThemeSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  mark: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}]\p{M}*(?:[\p{L}\p{N}]\p{M}*)?$/u),
  brand: z
    .string()
    .trim()
    .toLowerCase()
    .refine((text): text is Hex => isHex(text)),
});

export type PartnerTheme = z.infer<typeof partnerThemeSchema>;

/** The house theme: shown where no partner is known, such as the operator's own pages. */
export const houseTheme: PartnerTheme = { name: 'Portico', mark: 'P', brand: '#005860' };
