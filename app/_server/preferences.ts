'use server';

import { cookies } from 'next/headers';
import { z } from 'zod';
import { ok } from '@/lib/errors';
import { plainAction } from './action';
import { ownPath, schemeCookie, toScheme } from './request';

const oneYear = 365 * 24 * 60 * 60;

/** Keeps the chosen colour scheme in this browser and shows the same page again. */
export const chooseScheme = plainAction({
  name: 'chooseScheme',
  input: z.object({ scheme: z.string().max(20), back: z.string().max(1000) }),
  run: async ({ input, request }) => {
    const scheme = toScheme(input.scheme);
    const jar = await cookies();
    if (scheme === 'system') jar.delete(schemeCookie);
    else jar.set(schemeCookie, scheme, { path: '/', sameSite: 'lax', maxAge: oneYear });
    return ok(ownPath(input.back, `/${request.locale}`));
  },
});
