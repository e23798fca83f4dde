import { describe, expect, it } from 'vitest';
import { encode, formWith } from './plain-browser';

const page = `<form id="other"><input type="hidden" name="a" value="1"/></form>
<form id="step"><input type="hidden" name="$ACTION_1:0" value="{&quot;id&quot;:&quot;7f&quot;}"/>
<input type="hidden" name="stepId" value="a &amp; b &#x27;c&#x27;"/><input type="text" name="typed" value="x"/></form>`;

describe('the browser without a script', () => {
  it('takes the hidden inputs of the form that has a name, as the page means them', () => {
    expect(formWith(page, 'stepId', '/here')).toEqual({
      path: '/here',
      hidden: [
        ['$ACTION_1:0', '{"id":"7f"}'],
        ['stepId', "a & b 'c'"],
      ],
    });
    expect(formWith(page, 'missing', '/here')).toBeNull();
  });

  it('encodes fields as a form that the platform reads back', async () => {
    const { type, body } = encode([
      ['name', 'Ünï\r\ncode'],
      ['twice', '1'],
      ['twice', '2'],
    ]);
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    expect([...form]).toEqual([
      ['name', 'Ünï\r\ncode'],
      ['twice', '1'],
      ['twice', '2'],
    ]);
  });
});
