/**
 * How the report looks: on a screen light or dark as the reader has it, on paper (A4 or letter) always light.
 * One column, set like a document; colour only where something is to be noticed. Contrast is at least 4.5:1.
 */
export const style = `
:root{color-scheme:light dark;
--paper:#fff;--desk:#eef0f2;--ink:#17202a;--soft:#55616e;--line:#dbe0e5;--wash:#f5f7f8;--code:#f3f5f7;--accent:#0b5c6b;
--good:#146c43;--good-wash:#e3f4ea;--bad:#b3261e;--bad-wash:#fdeceb;--warn:#8a5a00;--warn-wash:#fff3d9;--busy:#0b5c9e;--busy-wash:#e4f0fb;--calm:#55616e;--calm-wash:#eceff2}
@media (prefers-color-scheme:dark){:root{
--paper:#14191f;--desk:#0c1014;--ink:#e6ebf0;--soft:#9fadba;--line:#2b343d;--wash:#1a2129;--code:#0e1318;--accent:#6fc7d8;
--good:#6fd39b;--good-wash:#12301f;--bad:#ff9d94;--bad-wash:#3b1714;--warn:#f3c363;--warn-wash:#352708;--busy:#86c1f5;--busy-wash:#10283e;--calm:#9fadba;--calm-wash:#222b34}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--desk);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:56rem;margin:2.5rem auto;padding:3rem 3.5rem 2.5rem;background:var(--paper);border:1px solid var(--line);border-radius:14px;box-shadow:0 1px 2px rgb(0 0 0/.05),0 16px 40px -24px rgb(0 0 0/.35)}
h1,h2,h3,p,dl,dd,ol,ul,pre{margin:0;padding:0}
h1{font-size:2.1rem;line-height:1.15;letter-spacing:-.022em;font-weight:680;text-wrap:balance;overflow-wrap:anywhere}
h2{margin:2.75rem 0 1rem;font-size:1.15rem;letter-spacing:-.01em;font-weight:660}
h3{font-size:1rem;line-height:1.4;font-weight:620;overflow-wrap:anywhere}
a{color:var(--accent)}
code,pre,.mono{font-family:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.84em}
code{overflow-wrap:anywhere}pre code{font-size:1em}
.eyebrow{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;margin-bottom:1.6rem;color:var(--soft);font-size:.8rem}
.eyebrow b{color:var(--accent);font-weight:650;letter-spacing:.01em}
.lede{margin-top:.6rem;color:var(--soft);font-size:1.08rem;max-width:42rem}
.verdict{display:flex;flex-wrap:wrap;align-items:center;gap:.6rem 1rem;margin-top:1.4rem}
.verdict p{color:var(--soft)}
.pill{display:inline-flex;align-items:center;gap:.45em;padding:.22em .8em .24em .65em;border-radius:99px;font-weight:620;font-size:.92rem;white-space:nowrap}
.tag{font-size:.78rem;font-weight:600;white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}.busy{color:var(--busy)}.calm{color:var(--calm)}
.pill.good,.dot.good{background:var(--good-wash)}.pill.bad,.dot.bad{background:var(--bad-wash)}.pill.warn,.dot.warn{background:var(--warn-wash)}.pill.busy,.dot.busy{background:var(--busy-wash)}.pill.calm,.dot.calm{background:var(--calm-wash)}
.strip{display:flex;gap:3px;margin-top:1.6rem}
.strip i{flex:1;height:6px;border-radius:3px;background:currentColor}
.strip i.calm{opacity:.35}
.strip-words{margin-top:.45rem;color:var(--soft);font-size:.82rem}
.callout{margin-top:1.5rem;padding:.8rem 1.05rem;border-radius:9px;border-left:4px solid currentColor}
.callout p{color:var(--ink)}
.callout.warn{background:var(--warn-wash)}.callout.bad{background:var(--bad-wash)}
.callout b{font-weight:650}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:1rem 2rem;margin-top:1.75rem;padding:1.35rem 1.5rem;background:var(--wash);border-radius:11px}
.facts dt,th{color:var(--soft);font-size:.76rem;font-weight:600;letter-spacing:.02em}
.facts dd{margin-top:.1rem;font-size:.94rem;overflow-wrap:anywhere}
.facts small,.soft{color:var(--soft);font-size:.84rem}
table{width:100%;border-collapse:collapse;font-size:.94rem}
th{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
td{padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
td:first-child{width:1%;padding-right:2rem;white-space:nowrap}
.steps{list-style:none;position:relative}
.step{position:relative;padding:0 0 1.6rem 3.1rem}
.step::before{content:"";position:absolute;left:1rem;top:2.1rem;bottom:-.1rem;width:2px;background:var(--line)}
.step:last-child{padding-bottom:.2rem}.step:last-child::before{display:none}
.dot{position:absolute;left:0;top:-.15rem;display:grid;place-items:center;width:2.05rem;height:2.05rem;border-radius:50%;font-weight:680;font-size:.88rem}
.head{display:flex;flex-wrap:wrap;gap:.1rem .9rem;align-items:baseline}
.head h3{flex:1 1 16rem}
.step .meta{color:var(--soft);font-size:.84rem;margin-top:.1rem}
.attempt{margin-top:.8rem;border:1px solid var(--line);border-radius:9px;overflow:hidden;background:var(--code)}
.attempt header{display:flex;flex-wrap:wrap;gap:.1rem .9rem;justify-content:space-between;padding:.42rem .85rem;background:var(--wash);border-bottom:1px solid var(--line);font-size:.8rem;color:var(--soft)}
pre{padding:.7rem .85rem;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:4}
pre.output{border-top:1px solid var(--line);color:var(--soft);max-height:22rem;overflow:auto}
pre.diff{margin-top:.5rem;border:1px solid var(--line);border-radius:9px;background:var(--code)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.quote{margin-top:.7rem;padding:.1rem 0 .1rem .9rem;border-left:3px solid var(--line)}
.said{white-space:pre-wrap;overflow-wrap:anywhere}
.list{list-style:none}
.list li{padding:.65rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.list li:first-child{padding-top:0}.list li:last-child{border-bottom:0}
.timeline{list-style:none;font-size:.92rem}
.timeline li{display:grid;grid-template-columns:5.2rem 8.5rem 1fr;gap:.9rem;padding:.32rem 0}
.timeline time{color:var(--soft);font-variant-numeric:tabular-nums}
.timeline .who{color:var(--soft);overflow-wrap:anywhere}
.timeline .what{overflow-wrap:anywhere}
.timeline h3{margin:1rem 0 .3rem;color:var(--soft);font-size:.8rem}
.timeline li:has(h3){display:block;padding:0}
footer{margin-top:3rem;padding-top:1.3rem;border-top:1px solid var(--line);color:var(--soft);font-size:.84rem}
footer p+p,footer dl{margin-top:.6rem}
footer dt{font-weight:600}footer dd{overflow-wrap:anywhere;margin-bottom:.35rem}
@media (max-width:46rem){
body{background:var(--paper);font-size:15.5px}
main{margin:0;padding:1.4rem 1.15rem 2rem;border:0;border-radius:0;box-shadow:none}
h1{font-size:1.6rem}h2{margin-top:2.2rem}
.facts{grid-template-columns:1fr;padding:1.1rem 1.15rem;gap:.8rem}
.step{padding-left:2.7rem}
.timeline li{grid-template-columns:4.6rem 1fr;gap:.1rem .8rem;padding:.4rem 0}
.timeline .what{grid-column:2}
.attempt header code{display:none}}
@page{margin:16mm 15mm 18mm}
@media print{
:root{color-scheme:light;--paper:#fff;--desk:#fff;--ink:#000;--soft:#444;--line:#ccc;--wash:#f6f6f6;--code:#fafafa;--accent:#0b5c6b;--good:#0f5a37;--good-wash:#e6f3ec;--bad:#9c1c15;--bad-wash:#fbeae9;--warn:#734b00;--warn-wash:#fdf2da;--busy:#0b4f88;--busy-wash:#e6f0fa;--calm:#444;--calm-wash:#eee}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{font-size:10.5pt}
main{max-width:none;margin:0;padding:0;border:0;border-radius:0;box-shadow:none}
h1{font-size:21pt}h2{margin-top:18pt}
h2,h3,.head{break-after:avoid}
pre.output{max-height:none;overflow:visible}
.callout,.facts,.attempt header,tr,.list li,.timeline li,.verdict,.strip{break-inside:avoid}
.attempt header{break-after:avoid}
footer{break-inside:avoid}}
`
