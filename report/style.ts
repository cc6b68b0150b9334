/** Style of every page: one column, system fonts, no colour that carries a meaning alone. */
export const style = `
:root{--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--ground:#fff;--tint:#f6f8fa;--good:#116329;--accent:#0a58a6}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer{max-width:64rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .35rem}
h2{font-size:1.25rem;margin:2.5rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line);scroll-margin-top:1rem}
h3{font-size:1rem;margin:1.5rem 0 .35rem}
p{margin:.4rem 0 .8rem;max-width:46rem}
h1,h2,h3,p,li,figcaption{overflow-wrap:anywhere}
.line h3{font-size:.95rem;margin:.9rem 0 .2rem}
pre{overflow-x:auto;background:var(--tint);border-radius:6px;padding:.6rem .8rem;font-size:.95rem;line-height:1.5}
a{color:var(--accent)}
.answer{font-size:1.2rem;font-weight:600;margin:1.2rem 0 .8rem}
.lead{color:var(--soft);margin:0 0 1rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.75rem 0 0;list-style:none;font-size:.9rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:1rem 0;font-size:.92rem}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.75rem;margin:1rem 0}
.card{border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
.card strong{display:block;font-size:1.45rem;line-height:1.25;font-variant-numeric:tabular-nums}
.card span{color:var(--soft);font-size:.88rem}
.card.best{border:2px solid var(--good)}
.scroll{overflow-x:auto;margin:.5rem 0 1rem}
table{border-collapse:collapse;font-size:.9rem;min-width:100%}
caption{text-align:left;color:var(--soft);font-size:.85rem;padding-bottom:.3rem;max-width:min(60rem,calc(100vw - 1.8rem))}
th,td{text-align:left;font-weight:400;padding:.38rem .7rem .38rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td:not(.n){min-width:6.5rem}
tbody th:not(.n){min-width:8.5rem}
li{margin:.25rem 0}
thead th{font-weight:600;border-bottom:2px solid var(--ink);vertical-align:bottom}
tfoot th,tfoot td{font-weight:600;border-top:2px solid var(--ink);border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;padding-right:0;padding-left:.9rem}
.n+td:not(.n),.n+th:not(.n){padding-left:1.2rem}
tr.strong th,tr.strong td{font-weight:600;background:var(--tint)}
.tag{display:inline-block;border:1px solid currentColor;border-radius:4px;padding:0 .35rem;font-size:.75rem;line-height:1.35;white-space:nowrap;color:var(--soft)}
.tag.good{color:var(--good)}
.tag.warn{color:#8a4600}
code,.formula{font-family:ui-monospace,SFMono-Regular,Consolas,"Liberation Mono",monospace;font-size:.85em;overflow-wrap:anywhere}
details{margin:.2rem 0}
summary{cursor:pointer;padding:.3rem 0}
summary:hover{color:var(--accent)}
details.line{border-bottom:1px solid var(--line)}
details.line>summary{display:grid;grid-template-columns:1fr max-content;gap:.1rem 1rem;align-items:baseline}
details.line>summary::before{content:none}
details.line>summary .name::before{content:"\\25B8";display:inline-block;width:1.1em;color:var(--soft)}
details.line[open]>summary .name::before{content:"\\25BE"}
details.line>summary::-webkit-details-marker{display:none}
details.line>summary{list-style:none}
summary .amount{font-variant-numeric:tabular-nums;font-weight:600}
summary small{color:var(--soft);font-size:.85rem}
summary small.below{grid-column:1/-1;padding-left:1.1rem}
.opened{padding:.1rem 0 .6rem 1.1rem}
.note{border-left:4px solid #b35900;background:#fff8f0;padding:.6rem .9rem;margin:1rem 0}
.note p{margin:.2rem 0}
figure{margin:1rem 0 1.5rem}
figcaption{font-weight:600;margin-bottom:.25rem}
figcaption small{display:block;font-weight:400;color:var(--soft)}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font-family:inherit;fill:var(--ink)}
svg.narrow{display:none}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.3rem 0;padding:0;list-style:none;font-size:.85rem}
.legend li{display:flex;align-items:center;gap:.4rem}
.legend svg{width:auto;flex:none}
footer{color:var(--soft);font-size:.85rem;padding-top:1.5rem;padding-bottom:3rem}
@media (max-width:40rem){
 main,header,footer{padding-left:.9rem;padding-right:.9rem}
 h1{font-size:1.4rem}
 svg.wide{display:none}
 svg.narrow{display:block}
 dl.facts{grid-template-columns:1fr;gap:0}
 dl.facts dd{margin-bottom:.45rem}
 .opened{padding-left:.3rem}
 .cards{grid-template-columns:1fr 1fr;gap:.5rem}
 .card{padding:.6rem .7rem}
 .card strong{font-size:1.2rem}
 table{font-size:.82rem}
 td:not(.n){min-width:4.8rem;overflow-wrap:anywhere}
 tbody th{position:sticky;left:0;background:var(--ground);padding-right:.6rem}
 tbody th:not(.n){min-width:6.5rem;max-width:9rem;overflow-wrap:anywhere}
 td .tag{white-space:normal}
 details.printed>summary{grid-template-columns:1fr}
 details.printed>summary .tag{justify-self:start;margin-left:1.1rem}
}
@media print{
 @page{size:A4;margin:16mm}
 html{font-size:10pt}
 body{font-size:1rem}
 .opened dl.facts{margin:.3rem 0;gap:0 1rem}
 main,header,footer{max-width:none;padding:0}
 nav{display:none}
 h2,h3,figcaption,summary{break-after:avoid}
 figure,.card,tr{break-inside:avoid}
 .scroll{overflow:visible}
 details.printed::details-content{content-visibility:visible;display:block;block-size:auto}
 a{color:inherit;text-decoration:none}
 *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`.trim();
