import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectorError, connectorFailures, type ConnectorFailure } from '../connector';
import { profileOf, serviceDeskAccess } from './access';
import { causeOf } from './cause';
import { baseOf } from './client';
import { dialects } from './dialects';
import { htmlOf, textOf } from './html-text';
import { markedSubject, markOf } from './mark';
import { statusCodeOf } from './map-v3';

describe('texts on their way into HTML and back', () => {
  it('stay what they are, and never become markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const kept = text.replace(/\r\n/g, '\n').trim();
        expect(htmlOf(text)).not.toMatch(/<(?!br>)/);
        expect(textOf(htmlOf(text))).toBe(kept);
      }),
      { seed: 52 },
    );
  });

  it('are read from what people and other programs have written', () => {
    expect(textOf('<div><p>One&nbsp;&amp; two</p><ul><li>three</li></ul><script>x()</script></div>')).toBe(
      'One & two\nthree\nx()',
    );
    expect(textOf('&#1605;&#x628; &unknown; &#99999999;')).toBe('مب &unknown; &#99999999;');
    expect(textOf('&amp;lt;b&amp;gt;')).toBe('&lt;b&gt;');
  });
});

describe('the answers of the vendor', () => {
  const v3 = dialects['sdp-cloud-v3'];

  it('are read as they are documented', () => {
    const request = {
      id: '100000000000033788',
      subject: 'Printer',
      description: '<div>On <b>fire</b></div>',
      status: { color: '#0066ff', name: 'Open', id: '100000000000001801' },
      created_time: { display_value: 'Nov 10, 2016 11:44 AM', value: '1478758440000' },
      requester: { name: 'Lincoln' },
    };
    expect(v3.readTickets({ response_status: [{ status_code: 2000 }], requests: [request] })).toEqual([
      {
        id: '100000000000033788',
        subject: 'Printer',
        description: 'On fire',
        status: 'Open',
        createdAt: new Date(1478758440000),
      },
    ]);
    expect(v3.readTicket({ request: { id: 7, short_description: 'short' } })).toMatchObject({
      id: '7',
      description: 'short',
    });
  });

  it('leave out what lies in the bin', () => {
    const gone = [{ id: '1', is_trashed: true }, { id: '2', deleted_time: { value: '1' } }, { id: '3' }];
    expect(v3.readTickets({ requests: gone }).map(({ id }) => id)).toEqual(['3']);
  });

  it('name a note either way, and may leave its text to another look', () => {
    expect(v3.readNote({ request_note: { id: '1', description: 'a' } })).toMatchObject({ text: 'a' });
    expect(v3.readNote({ note: { id: '1', description: 'b' } })).toMatchObject({ text: 'b' });
    expect(v3.readNotes({ notes: [{ id: '1' }] })).toEqual([{ id: '1', text: null, createdAt: null }]);
    expect(() => v3.readNote({ something: 'else' })).toThrow();
  });

  it('carry the number of the first reason', () => {
    const failed = { status_code: 4000, messages: [{ status_code: 4012, type: 'failed' }], status: 'failed' };
    expect(statusCodeOf({ response_status: failed })).toBe(4012);
    expect(statusCodeOf({ response_status: [failed] })).toBe(4012);
    expect(statusCodeOf({ response_status: { status_code: 4000 } })).toBe(4000);
    expect(statusCodeOf('<html>')).toBeNull();
  });

  it('are asked for in the one parameter that the vendor reads', () => {
    const asked = JSON.parse(v3.search('ref-1').query?.input_data ?? '') as { list_info: object };
    expect(asked.list_info).toMatchObject({
      row_count: 100,
      search_criteria: [{ field: 'subject', condition: 'contains', value: 'ref-1' }],
    });
    expect(v3.list(500).query?.input_data).toContain('"row_count":100');
    expect(v3.get('../x').path).toBe('/api/v3/requests/..%2Fx');
    expect(dialects['sdp-onprem-v3'].headers('K')).toMatchObject({ authtoken: 'K', technician_key: 'K' });
    expect(v3.headers('K')).toMatchObject({ authorization: 'Zoho-oauthtoken K' });
    expect(dialects.reference.headers('K')).toEqual({ authorization: 'Bearer K' });
  });
});

describe('addresses', () => {
  it.each([
    ['https://acme.servicedeskplus.com', 'https://acme.servicedeskplus.com'],
    [' https://acme.servicedeskplus.com/HomePage.do?view=1#x ', 'https://acme.servicedeskplus.com'],
    ['https://sdpondemand.manageengine.com/app/itdesk/ui/requests', 'https://sdpondemand.manageengine.com/app/itdesk'],
    ['https://desk.acme.example:8443/', 'https://desk.acme.example:8443'],
  ])('%s is asked at %s', (address, base) => expect(baseOf(address)).toBe(base));

  it('that are none are refused', () => expect(() => baseOf('acme')).toThrow('address_refused'));
});

describe('the four causes @req M19', () => {
  const system = 'ServiceDesk Plus';
  const four = ['key_wrong', 'url_wrong', 'api_disabled', 'firewall'];

  it('are what every failure of the way, the key and the door comes to', () => {
    const codes = Object.keys(connectorFailures) as ConnectorFailure[];
    const mapped = codes.filter((code) => four.includes(causeOf(new ConnectorError(code, { system })).code));
    expect(mapped).toEqual(
      expect.arrayContaining([
        'unreachable',
        'timed_out',
        'address_unknown',
        'address_refused',
        'certificate_refused',
        'credential_refused',
        'permission_denied',
        'answer_unreadable',
        'not_found',
      ]),
    );
    for (const code of ['rate_limited', 'unavailable', 'resting', 'credential_missing'] as const) {
      expect(causeOf(new ConnectorError(code, { system })).code).toBe(code);
    }
  });
});

describe('what opens it', () => {
  it('is a key, or for the cloud a client', () => {
    expect(serviceDeskAccess('u', 'reference', { api_key: ' k ' })).toEqual({
      url: 'u',
      profile: 'reference',
      key: 'k',
    });
    const client = { client_id: 'a', client_secret: 'b', refresh_token: 'c' };
    expect(serviceDeskAccess('u', 'sdp-cloud-v3', client).zoho).toEqual({
      clientId: 'a',
      clientSecret: 'b',
      refreshToken: 'c',
    });
    expect(() => serviceDeskAccess('u', 'reference', client)).toThrow('credential_missing');
    expect(() => serviceDeskAccess('u', 'sdp-cloud-v3', { ...client, client_secret: ' ' })).toThrow(
      'credential_missing',
    );
    expect(profileOf('')).toBe('reference');
    expect(() => profileOf('sdp-cloud-v4')).toThrow('refused');
  });
});

it('a mark follows from the key and says nothing about it', () => {
  expect(markOf('flow:action')).toBe(markOf('flow:action'));
  expect(markOf('flow:action')).not.toBe(markOf('flow:action2'));
  expect(markedSubject('Hello', 'flow:action')).toMatch(/^Hello \[ref-[0-9a-f]{16}\]$/);
});
