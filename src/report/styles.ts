/** The look of the HTML reports: neutral, light and dark, with page breaks that keep pictures whole. */
export const styles = `
:root{color-scheme:light dark;--ink:#1d2733;--soft:#5b6777;--line:#dfe4ea;--page:#f5f7f9;--card:#fff;
--good:#1f7a55;--bad:#b3342c;--goodback:#e8f5ef;--badback:#fbeceb;--back:#eef2f6}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaef;--soft:#9fabb8;--line:#333d49;--page:#12171d;--card:#1a2129;
--good:#62c99a;--bad:#f08a82;--goodback:#17302a;--badback:#3a2120;--back:#202932}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);line-height:1.65;font-size:15px;
font-family:system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC",sans-serif}
main{max-width:980px;margin:0 auto;padding:40px 28px 80px}
h1{font-size:28px;line-height:1.25;margin:0 0 6px}
header p{color:var(--soft);margin:0 0 26px}
h2{font-size:20px;margin:44px 0 12px;padding-top:18px;border-top:1px solid var(--line)}
h3{font-size:16px;margin:26px 0 8px}
p,ul{margin:10px 0;max-width:76ch}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em;background:var(--back);
padding:1px 5px;border-radius:4px;overflow-wrap:anywhere}
.table{overflow-x:auto;margin:14px 0}
table{border-collapse:collapse;background:var(--card);font-size:14px;min-width:50%}
th,td{padding:7px 13px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:600;white-space:nowrap}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:18px 0;padding:6px;background:#fff;border:1px solid var(--line);border-radius:8px;text-align:center;
break-inside:avoid;overflow-x:auto}
figure svg{max-width:100%;height:auto}
.callout{margin:18px 0;padding:14px 18px;border-left:4px solid var(--soft);background:var(--back);border-radius:0 8px 8px 0}
.callout>strong{font-size:17px}
.callout p{margin:6px 0 0}
.good{border-color:var(--good);background:var(--goodback)}.good>strong{color:var(--good)}
.bad{border-color:var(--bad);background:var(--badback)}.bad>strong{color:var(--bad)}
@media print{body{background:#fff;font-size:12px}main{max-width:none;padding:0}
h2,h3{break-after:avoid}tr{break-inside:avoid}.table{overflow:visible}a{color:inherit}}
`;
