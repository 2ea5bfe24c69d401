/** Most colours a PNG palette holds. */
const most = 256;
/** Places of the hash table: four times what it may hold. */
const places = 1024;

export interface IndexedColours {
  /** In the order they were met. */
  readonly colours: readonly number[];
  /** Row by row the filter number 0 and the colour number of each pixel. */
  readonly rows: Uint8Array;
}

/**
 * Pixels as numbers of their colours; null when there are more than 256. Neighbours are nearly always alike, so it goes
 * from one change of colour to the next.
 *
 * @param pixels one word a pixel, whole rows
 */
export function indexedColours(pixels: Uint32Array, width: number): IndexedColours | null {
  const height = pixels.length / width;
  const rows = new Uint8Array((width + 1) * height);
  const colours: number[] = [];
  const keys = new Uint32Array(places);
  const codes = new Int16Array(places).fill(-1);
  for (let y = 0; y < height; y++) {
    const end = (y + 1) * width;
    for (let from = y * width; from < end; ) {
      const colour = pixels[from]!;
      let to = from + 1;
      while (to < end && pixels[to] === colour) to++;
      let at = Math.imul(colour, 0x9e3779b1) >>> 22;
      while (codes[at]! >= 0 && keys[at] !== colour) at = (at + 1) & (places - 1);
      if (codes[at]! < 0) {
        if (colours.length === most) return null;
        keys[at] = colour;
        codes[at] = colours.push(colour) - 1;
      }
      // Rows start as zeros, and each of them after its filter number.
      if (codes[at]! > 0) rows.fill(codes[at]!, from + y + 1, to + y + 1);
      from = to;
    }
  }
  return { colours, rows };
}
