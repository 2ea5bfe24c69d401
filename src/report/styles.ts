import { colourProperties, darkPalette, palette } from './charts/palette.js';
import { fontFamily } from './charts/theme.js';

const light = `--ink:#1d2733;--soft:#5b6777;--line:#dfe4ea;--page:#f5f7f9;--card:${palette.paper};--link:#1f5c9c;
--good:#1f7a55;--bad:#b3342c;--goodback:#e8f5ef;--badback:#fbeceb;--back:#eef2f6;--shade:rgba(29,39,51,.28);
${colourProperties(palette)}`;

const dark = `--ink:#e6eaef;--soft:#aab5c1;--line:#333d49;--page:#12171d;--card:${darkPalette.paper};--link:#8bbcf0;
--good:#62c99a;--bad:#f08a82;--goodback:#17302a;--badback:#3a2120;--back:#202932;--shade:rgba(0,0,0,.75);
${colourProperties(darkPalette)}`;

/** Shadows at the sides where a region holds more than it shows: each is covered by its cover once scrolled to the end. */
const scrollShadows = `background-color:var(--card);background-repeat:no-repeat;
background-image:linear-gradient(to right,var(--card) 40%,transparent),linear-gradient(to left,var(--card) 40%,transparent),
linear-gradient(to right,var(--shade),transparent),linear-gradient(to left,var(--shade),transparent);
background-position:0 0,100% 0,0 0,100% 0;background-size:36px 100%,36px 100%,14px 100%,14px 100%;
background-attachment:local,local,scroll,scroll`;

/** Rows as cards: each cell behind the name of its column. */
function cards(table: string): string {
  return `${table} thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
${table} table,${table} tbody,${table} tr,${table} td{display:block;width:100%}
${table} tr{padding:8px 0;border-bottom:1px solid var(--line)}
${table} td{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 14px;border:0;padding:3px 10px;
white-space:normal;text-align:left;min-width:0}
${table} td>span{text-align:right;margin-left:auto}
${table} td::before{content:attr(data-label);color:var(--soft);flex:0 0 auto;max-width:48%}
${table} td:first-child{font-weight:600}`;
}

const phone = `
main{padding:22px 16px 48px}
h1{font-size:23px}
figure{padding:6px 0}
.wide{display:none}.phone{display:block}
th,td{padding:6px 8px}table{font-size:13px}
.sideways{display:block}
${cards('.cards')}
`;

/** The look of the HTML reports: neutral, light and dark, with page breaks that keep pictures whole. */
export const styles = `
:root{color-scheme:light dark;${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);line-height:1.65;font-size:15px;font-family:${fontFamily}}
main{max-width:1200px;margin:0 auto;padding:40px 28px 80px;overflow-wrap:break-word}
h1{font-size:28px;line-height:1.25;margin:0 0 6px}
header p{color:var(--soft);margin:0 0 14px}
dl{display:flex;flex-wrap:wrap;gap:6px 30px;margin:0 0 20px;font-size:14px}
dl div{display:flex;flex-wrap:wrap;gap:0 8px}
dt{color:var(--soft)}dd{margin:0;min-width:0}
a{color:var(--link)}
nav{padding:12px 18px;background:var(--back);border-radius:8px;font-size:14px}
nav ol{margin:6px 0 0;padding-left:1.6em;columns:17em;max-width:none}
h2{font-size:20px;margin:44px 0 12px;padding-top:18px;border-top:1px solid var(--line)}
h3{font-size:16px;margin:26px 0 8px}
p,ul{margin:10px 0;max-width:76ch}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em;background:var(--back);
padding:1px 5px;border-radius:4px}
td code{white-space:nowrap}
.table{overflow-x:auto;margin:14px 0;${scrollShadows}}
.table:focus-visible{outline:2px solid var(--link)}
.small{max-width:554px}
.sideways{display:none;color:var(--soft);font-size:13px;margin:14px 0 -8px}
table{border-collapse:collapse;font-size:14px;width:100%}
th,td{padding:7px 11px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:600;vertical-align:bottom}
.n{text-align:right;font-variant-numeric:tabular-nums}
td.n,.k{white-space:nowrap}
td{min-width:6.5em}td.n,td.k{min-width:0}
th{word-break:keep-all}
figure{margin:14px 0;padding:6px;background:var(--card);border:1px solid var(--line);border-radius:8px;
text-align:center;break-inside:avoid;width:fit-content;max-width:100%}
figure svg{display:block;margin:0 auto;max-width:100%;height:auto;overflow:visible}
.phone{display:none}
.pair>div{min-width:0}
.pair .small{max-width:none}
.callout{margin:18px 0;padding:14px 18px;border-left:4px solid var(--soft);background:var(--back);border-radius:0 8px 8px 0}
.callout>strong{font-size:17px}
.callout p{margin:6px 0 0}
.good{border-color:var(--good);background:var(--goodback)}.good>strong{color:var(--good)}
.bad{border-color:var(--bad);background:var(--badback)}.bad>strong{color:var(--bad)}
@media screen and (min-width:1160px){.pair{display:grid;grid-template-columns:1fr 1fr;gap:0 20px;align-items:start}
.pair figure{width:auto}}
@media screen and (max-width:900px){${cards('.many')}}
@media screen and (max-width:640px){${phone}}
@media print{body{background:#fff;font-size:12px}main{max-width:none;padding:0}
h2,h3{break-after:avoid}tr{break-inside:avoid}.table{overflow:visible;background-image:none}a{color:inherit}}
`;
