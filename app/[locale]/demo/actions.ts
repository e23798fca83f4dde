'use server';

import { z } from 'zod';
import { plainAction } from '@/app/_server/action';
import { readSessionToken } from '@/app/_server/session-cookie';
import { enterAs } from '@/lib/demo';
import { ok } from '@/lib/errors';
import { config } from '@/lib/platform/config';
import { enter } from '../(auth)/after-sign-in';

/** Signs in as a person of the demo world and goes to where their work is. Refuses everything outside of the demo. */
export const enterAsPersona = plainAction({
  name: 'enterAsPersona',
  limit: 'action',
  input: z.object({ email: z.string().max(320) }),
  run: async ({ input: { email } }) => {
    const { mode } = config();
    const entered = await enterAs({ mode, email, oldToken: await readSessionToken() });
    return entered.ok ? ok(await enter(entered.value, null)) : entered;
  },
});
