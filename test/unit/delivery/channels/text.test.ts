// What messages say: templates with the values of a user, and how many text messages a text is.
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { RefusedMessage } from '../../../../src/delivery/channels/provider.js';
import { smsLength } from '../../../../src/delivery/channels/sms-length.js';
import {
  rendered,
  renderedText,
  templateJson,
  templateText,
  variablesOf,
} from '../../../../src/delivery/channels/template.js';
import { samples } from '../../../support/state/records.js';

const message = { ...samples.message, body: { 'name of': '张"三\\', days: 3, vip: true, none: null } };

test('a text that is one variable is its value; in a text it is written out; JSON stays JSON', () => {
  const template = templateJson(
    { to: '{{user}}', days: '{{ days }}', text: ['{{name of}}，{{days}} 天'] },
    't',
  );
  expect(rendered(template, message)).toEqual({ to: 'u1', days: 3, text: ['张"三\\，3 天'] });
  expect(JSON.parse(JSON.stringify(rendered(template, message)))).toEqual(rendered(template, message));
  expect(variablesOf(template)).toEqual(['user', 'days', 'name of']);
});

test.each(['none', 'missing', 'constructor', '__proto__'])('a message without %s is refused', (name) => {
  expect(() => renderedText(`x {{${name}}}`, message)).toThrow(RefusedMessage);
  expect(() => renderedText(`x {{${name}}}`, message)).toThrow(`the message has no value for {{${name}}}`);
});

test.each(['{{name', 'name}}', '{{}}', '{{a{b}}', 7, ''])('%j is no template', (text) => {
  expect(() => templateText(text, 'params.name')).toThrow(
    /params\.name must be a text in which a variable is/,
  );
});

test('values are data: one that looks like a variable stays as it is', () => {
  const value = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(value, (name) => {
      const body = { ...message, body: { name } };
      expect(renderedText('<{{name}}>', body)).toBe(`<${name}>`);
      expect(rendered({ a: '{{name}}' }, { ...body, body: { name: '{{user}}' } })).toEqual({ a: '{{user}}' });
    }),
  );
});

// GSM 03.38 and 3GPP TS 23.040: 160 and 153 letters of 7 bits, 70 and 67 of 16.
test.each([
  ['', 'US', 'gsm-7', 0, 1],
  ['a'.repeat(160), 'US', 'gsm-7', 160, 1],
  ['a'.repeat(161), 'US', 'gsm-7', 161, 2],
  ['a'.repeat(306), 'US', 'gsm-7', 306, 2],
  ['a'.repeat(307), 'US', 'gsm-7', 307, 3],
  ['€'.repeat(80), 'US', 'gsm-7', 160, 1],
  // A letter of two units is not cut: 153 is odd.
  ['€'.repeat(153), 'US', 'gsm-7', 306, 3],
  ['a`', 'US', 'ucs-2', 2, 1],
  ['中'.repeat(70), 'US', 'ucs-2', 70, 1],
  ['中'.repeat(71), 'US', 'ucs-2', 71, 2],
  ['中'.repeat(134), 'US', 'ucs-2', 134, 2],
  ['中'.repeat(135), 'US', 'ucs-2', 135, 3],
  ['😀'.repeat(35), 'US', 'ucs-2', 70, 1],
  ['😀'.repeat(67), 'US', 'ucs-2', 134, 3],
  // In mainland China every letter is one of 70.
  ['a'.repeat(70), 'CN', 'ucs-2', 70, 1],
  ['a'.repeat(71), 'CN', 'ucs-2', 71, 2],
] as const)('%s to %s', (text, country, alphabet, letters, segments) => {
  expect(smsLength(text, country)).toEqual({ alphabet, letters, segments });
});
