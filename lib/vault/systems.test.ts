import { expect, it } from 'vitest';
import { probes } from '@/lib/connectors';
import { connectedSystems } from './systems';

it('has a look for every system that can be connected, and for no other', () => {
  expect(Object.keys(probes).sort()).toEqual(Object.keys(connectedSystems).sort());
  for (const looks of Object.values(probes)) expect(looks.length).toBeGreaterThan(0);
});
