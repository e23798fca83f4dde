import { describe, expect, it } from 'vitest';
import { fieldsOf } from '@/lib/flow-definition';
import { serviceDesk } from '.';
import { goThrough } from './testing-people';
import { asks, codes, say } from './testing-rules';

describe('service-desk', () => {
  const flow = serviceDesk;

  it.each([
    ['https://riverdale.servicedeskplus.com', true],
    ['https://riverdale.servicedeskplus.com/', true],
    ['http://riverdale.servicedeskplus.com', false],
    ['riverdale.servicedeskplus.com', false],
    ['https://servicedeskplus.com', false],
    ['https://riverdale.servicedeskplus.com.evil.example', false],
    ['https://evil.example/riverdale.servicedeskplus.com', false],
    ['https://evil.example#.servicedeskplus.com', false],
    ['https://user@riverdale.servicedeskplus.com', false],
    ['https://riverdale.servicedeskplus.com:8443', false],
  ])('takes the address %s: %s @req M1', (url, isGood) => {
    expect(codes(flow, 'sdpUrl', url, { apiProfile: 'sdp_cloud_v3' })).toEqual(isGood ? [] : ['field.pattern']);
  });

  it.each([
    ['https://desk.riverdale.example', true],
    ['https://desk.riverdale.example:8443', true],
    ['https://localhost', false],
    ['https://10.0.0.1', false],
    ['http://desk.riverdale.example', false],
  ])('takes the own server %s: %s @req M1', (url, isGood) => {
    expect(codes(flow, 'sdpServerUrl', url, { apiProfile: 'sdp_onprem_v3' })).toEqual(isGood ? [] : ['field.pattern']);
  });

  it('hands the set-up to the customer’s administrator when somebody else is one @req M3', () => {
    const pages = (adminAccess: string) => goThrough(flow, say(flow, { adminAccess })).pages.map(({ id }) => id);
    expect(pages('colleague')).toContain('invite-administrator');
    expect(pages('me')).not.toContain('invite-administrator');
    expect(asks(flow, 'adminContactEmail', { adminAccess: 'colleague' })).toBe(true);
    expect(asks(flow, 'adminContactEmail', { adminAccess: 'me' })).toBe(false);
  });

  it('asks for the name of the tenant @req M6', () => {
    expect(codes(flow, 'tenantName', undefined)).toEqual(['field.required']);
    expect(codes(flow, 'tenantName', 'Riverdale Clinics')).toEqual([]);
  });

  it.each([
    ['acme-corp', true],
    ['a1', true],
    ['a'.repeat(50), true],
    ['a'.repeat(51), false],
    ['Acme', false],
    ['acme corp', false],
    ['acme_corp', false],
    ['-acme', false],
    ['acme-', false],
  ])('takes the tenant ID %s: %s, so that it is a name in a cluster, too @req M7', (id, isGood) => {
    const isLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(id) && id.length <= 50;
    expect(isLabel).toBe(isGood);
    expect(codes(flow, 'tenantIdentifier', id, { entryMode: 'new' }).length === 0).toBe(isGood);
  });

  it('begins in three ways, each with its own questions @req M10', () => {
    const pages = (entryMode: string) =>
      goThrough(flow, say(flow, { entryMode, cutOverDate: '2026-12-01', restoredUpTo: '2026-11-01' })).pages.map(
        ({ id }) => id,
      );
    expect(pages('new')).not.toContain('earlier-tenant');
    expect(pages('staging')).toEqual(expect.arrayContaining(['earlier-tenant', 'tenant-id']));
    expect(pages('staging')).not.toContain('restore-confirmation');
    expect(pages('restore')).toEqual(expect.arrayContaining(['earlier-tenant', 'restore-confirmation']));
    expect(pages('restore')).not.toContain('tenant-id');
    expect(asks(flow, 'cutOverDate', { entryMode: 'restore' })).toBe(false);
    expect(asks(flow, 'restoredUpTo', { entryMode: 'restore' })).toBe(true);
  });

  it('never asks for a webhook secret: it is not the customer’s to invent', () => {
    expect(fieldsOf(flow).filter(({ field: { type } }) => type === 'secret')).toEqual([]);
  });
});
