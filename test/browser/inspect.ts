// What is wrong with a page as it is laid out. These functions run inside the browser: they may use nothing from outside.

/** Regions that cut something off without saying so, and a page wider than its window. */
export function cutOff(): string[] {
  const found: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`page ${root.scrollWidth} > ${root.clientWidth}`);
  for (const element of document.querySelectorAll<HTMLElement>('main *')) {
    if (element.closest('svg, thead, details:not([open])') || element.scrollWidth <= element.clientWidth + 1)
      continue;
    const style = getComputedStyle(element);
    if (style.display === 'inline' || style.overflowX === 'visible') continue;
    const name = element.getAttribute('aria-label') ?? element.className;
    if (element.tabIndex !== 0) found.push(`${name}: scrolls without the keyboard`);
    if (!style.backgroundAttachment.includes('local')) found.push(`${name}: scrolls without a shadow`);
    const hint = element.previousElementSibling;
    const said = hint?.className === 'sideways' && getComputedStyle(hint).display !== 'none';
    if (innerWidth <= 640 && !said) found.push(`${name}: scrolls without a word`);
  }
  return found;
}

/** Names, dates and numbers of tables that do not stand on one line; columns narrower than a word. */
export function brokenWords(): string[] {
  const broken: string[] = [];
  const oneLine = (range: Range): boolean => {
    const tops = [...range.getClientRects()].filter((box) => box.width > 0).map((box) => Math.round(box.top));
    return tops.every((top) => Math.abs(top - tops[0]!) < 4);
  };
  const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement!;
    if (parent.closest('svg') || parent.getClientRects().length === 0) continue;
    const inTable = parent.closest('td, th') !== null;
    const whole =
      parent.tagName === 'CODE' && inTable ? /.+/g : /\d{4}-\d{2}-\d{2}|[\w−+.,%¥]*\d[\w−.,%]*|[A-Za-z]{2,}/g;
    for (const match of node.textContent!.matchAll(whole)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      if (!oneLine(range)) broken.push(match[0]);
    }
    const letters = node.textContent!.trim();
    const box = parent.getBoundingClientRect();
    // Chinese of four letters in a column of one or two.
    if (inTable && /^[\u4e00-\u9fff]{4,}$/.test(letters) && box.width < 28)
      broken.push(`${letters} in ${box.width} px`);
  }
  return broken;
}

/** Texts of charts that are too small, too pale, outside their card, or on each other. */
export function chartFlaws(smallest: number): string[] {
  const flaws: string[] = [];
  const rgb = (colour: string) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const luminance = (colour: string) => {
    const [r, g, b] = rgb(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: string, b: string) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high! + 0.05) / (low! + 0.05);
  };
  for (const svg of document.querySelectorAll<SVGSVGElement>('figure svg:not([aria-hidden])')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    const card = svg.closest('figure')!.getBoundingClientRect();
    const paper = getComputedStyle(svg.closest('figure')!).backgroundColor;
    const named = svg.getAttribute('aria-label') ?? svg.querySelector('title')?.textContent ?? 'no name';
    const name = named.slice(0, 24);
    const scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')].filter((text) => {
      const shown = getComputedStyle(text).opacity !== '0';
      return shown && text.textContent!.trim() !== '';
    });
    const boxes = texts.map((text) => ({ words: text.textContent!, box: text.getBoundingClientRect() }));
    for (const [i, text] of texts.entries()) {
      const { words, box } = boxes[i]!;
      const style = getComputedStyle(text);
      const size = Number.parseFloat(style.fontSize) * scale;
      if (size < smallest) flaws.push(`${name}: ${words} is ${size.toFixed(1)} px`);
      if (contrast(style.fill, paper) < 4.5)
        flaws.push(`${name}: ${words} has contrast ${contrast(style.fill, paper)}`);
      if (box.left < card.left - 1 || box.right > card.right + 1) flaws.push(`${name}: ${words} is outside`);
      for (const other of boxes.slice(i + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        // A text and its outline are one; letters do not fill the height of their line.
        const same = other.words === words && Math.abs(other.box.left - box.left) < 1;
        if (!same && across > 1 && down > 4) flaws.push(`${name}: "${words}" on "${other.words}"`);
      }
    }
  }
  return flaws;
}

/** Luminance of every chart's card and paper, and of the page. */
export function papers(): { readonly page: number; readonly charts: readonly number[] } {
  const light = (colour: string) => Math.max(...(colour.match(/\d+/g) ?? []).slice(0, 3).map(Number)) / 255;
  const charts = [...document.querySelectorAll<SVGSVGElement>('figure svg')].flatMap((svg) => [
    light(getComputedStyle(svg.closest('figure')!).backgroundColor),
    light(getComputedStyle(svg.querySelector(':scope > rect')!).fill),
  ]);
  return { page: light(getComputedStyle(document.body).backgroundColor), charts };
}

/** Links of the contents list that lead nowhere, and sections that it lacks. */
export function contentsFlaws(): string[] {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('nav a')];
  const targets = links.map((link) => link.getAttribute('href')!.slice(1));
  const sections = [...document.querySelectorAll('h2')].map((heading) => heading.id);
  return [
    ...targets.filter((id) => document.getElementById(id) === null),
    ...sections.filter((id) => !targets.includes(id)),
  ];
}

/** Of each pair of charts whether they stand beside each other. */
export function besideEachOther(): boolean[] {
  return [...document.querySelectorAll('.pair')].map((pair) => {
    const [left, right] = [...pair.children].map((side) => side.getBoundingClientRect());
    return right!.left >= left!.right;
  });
}
