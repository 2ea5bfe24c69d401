const longest = 40;

/**
 * A value of the user's data as a message may show it: one line of at most 40 letters, in which mail and network
 * addresses, phone numbers, long numbers and ids are replaced by stars.
 */
export function masked(value: string): string {
  const hidden = patterns.reduce((text, pattern) => text.replace(pattern, stars), value.slice(0, 1000));
  const line = hidden.replaceAll(/\s+/g, ' ').trim();
  const letters = Array.from(line);
  return letters.length > longest ? `${letters.slice(0, longest - 3).join('')}...` : line;
}

const patterns: readonly RegExp[] = [
  // Mail addresses.
  /[^\s@"',;<>]+@[^\s@"',;<>]+/gu,
  // UUIDs and other ids in hexadecimal parts.
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4,}){2,}\b/gi,
  // Addresses of machines.
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/g,
  // Phone numbers in groups, with or without a country.
  /\+\d[\d\s().-]{6,}\d/g,
  /\(?\d{3,4}\)?[\s.-]\d{3,4}[\s.-]\d{4}(?!\d)/g,
  // Long numbers, and long mixtures of letters and digits.
  /\d{9,}/g,
  /\b(?=[a-z]*\d)(?=\d*[a-z])[a-z\d_]{16,}\b/gi,
];

function stars(found: string): string {
  const letters = Array.from(found);
  return `${letters.slice(0, 2).join('')}***`;
}
