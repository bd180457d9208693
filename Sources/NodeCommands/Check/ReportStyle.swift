/// The style sheet of all pages. Every pair of text and ground has a contrast of 4.5 or more, in both schemes.
let reportStyle: StaticString = """
    :root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--ink:#1b1f24;--soft:#525a65;--line:#d8dce2;
    --head:#eceff3;--link:#0b57a4;--bad:#a8201a;--badg:#fdeceb;--warn:#744a00;--warng:#fff3d9;--good:#17653a;
    --goodg:#e6f4eb;--none:#5a626d;--noneg:#eef0f3;--info:#0b57a4;--infog:#e6f0fb}
    @media (prefers-color-scheme:dark){:root{--ground:#101317;--card:#191e24;--ink:#e5e8ec;--soft:#a6afba;
    --line:#333b45;--head:#222930;--link:#8fbcff;--bad:#ffa69e;--badg:#421d1b;--warn:#f4c56d;--warng:#3a2c0d;
    --good:#86dba7;--goodg:#15301f;--none:#a6afba;--noneg:#252b32;--info:#8fbcff;--infog:#172c47}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-padding:1rem}
    body{margin:0 auto;padding:1.5rem 1.25rem 4rem;max-width:82rem;background:var(--ground);color:var(--ink);
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;
    overflow-wrap:anywhere}
    h1,h2,h3,h4,p,dl,pre,table,ul{margin:0}
    h1{font-size:1rem;font-weight:600;color:var(--soft)}
    h2{font-size:1.2rem;margin:2.25rem 0 .75rem}
    h3{font-size:1rem;font-weight:600}
    h2 small,h3 small{font-weight:400;color:var(--soft);font-size:.9rem}
    a{color:var(--link)}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
    code,pre,dd,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",
    monospace;font-size:.87em}
    code,dd,td,th,.mono{unicode-bidi:isolate}
    .soft{color:var(--soft)}
    .card,.scroll,details{background:var(--card);border:1px solid var(--line);border-radius:8px}
    .card{padding:1rem 1.15rem;margin:0 0 .75rem;border-left:5px solid var(--line)}
    .card.error,.card.failed{border-left-color:var(--bad)}.card.warning{border-left-color:var(--warn)}
    .card.info{border-left-color:var(--info)}.card.ok{border-left-color:var(--good)}
    .verdict{font-size:1.55rem;line-height:1.25;font-weight:650;margin:.15rem 0 .6rem}
    .missing{margin:-.3rem 0 .6rem}
    .row{display:flex;flex-wrap:wrap;gap:.4rem .6rem;align-items:baseline}
    .row>h3{flex:1 1 0;min-width:min(100%,16rem)}
    .pill{display:inline-block;padding:.05rem .55rem;border-radius:99px;font-size:.82rem;font-weight:600;
    white-space:nowrap;background:var(--noneg);color:var(--none)}
    .pill i,.m i{font-style:normal}
    .pill.failed,.pill.error{background:var(--badg);color:var(--bad)}
    .pill.warning,.pill.unknown{background:var(--warng);color:var(--warn)}
    .pill.ok{background:var(--goodg);color:var(--good)}.pill.info{background:var(--infog);color:var(--info)}
    nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;padding:0;margin:1rem 0 0;list-style:none}
    dl{display:grid;grid-template-columns:fit-content(13rem) minmax(0,1fr);gap:.15rem .9rem;margin:.5rem 0 0}
    dt{color:var(--soft);font-size:.87rem}dd{margin:0}
    .fix{margin:.6rem 0 0;padding:.5rem .75rem;border-radius:6px;background:var(--head)}
    .fix b{margin-right:.35rem}
    .cmd{margin:.4rem 0 0;padding:.5rem .75rem;border-radius:6px;background:var(--head);white-space:pre-wrap;
    user-select:all;-webkit-user-select:all}
    .legend{display:flex;flex-wrap:wrap;gap:.4rem;margin:0 0 .6rem}
    .scroll{overflow:auto;max-width:100%;position:relative}.scroll.tall{max-height:88vh}
    table{border-collapse:collapse;width:100%}
    th,td{text-align:left;vertical-align:top;padding:.45rem .7rem;border-bottom:1px solid var(--line)}
    tbody tr:last-child>*{border-bottom:0}
    thead th{font-size:.82rem;font-weight:600;color:var(--soft);background:var(--head)}
    tbody th{font-weight:500}
    .m{border-collapse:separate;border-spacing:0}
    .m thead th{position:sticky;top:0;z-index:2;text-align:center;padding:.45rem .3rem;overflow-wrap:normal}
    .m thead th:first-child{left:0;z-index:3;text-align:left;padding-left:.9rem}
    .m th[scope=row]{position:sticky;left:0;z-index:1;background:var(--card);padding-left:.9rem;width:24rem;
    min-width:15rem;max-width:24rem;border-right:1px solid var(--line)}
    .m .g th{background:var(--head);font-weight:600;padding-left:.9rem}
    .m .g span{position:sticky;left:.9rem;display:inline-block;max-width:min(60rem,80vw)}
    .m td{text-align:center;padding:.3rem;min-width:2.6rem;vertical-align:middle}
    .m td i,.m td a{display:inline-block;min-width:1.9rem;padding:.12rem .3rem;border-radius:6px;font-weight:700;
    text-decoration:none}
    .m td a i{padding:0;min-width:0;background:none}
    .m .o i{background:var(--goodg);color:var(--good)}
    .m .f i,.m .f a{background:var(--badg);color:var(--bad)}
    .m .u i,.m .u a{background:var(--warng);color:var(--warn)}
    .m .s i{color:var(--none);font-weight:400}
    .m .f a:hover,.m .u a:hover{text-decoration:underline}
    .c thead th{white-space:nowrap}.m.c th[scope=row]{vertical-align:middle;width:18rem;min-width:9rem}
    .c td{white-space:nowrap}.m.c td small{display:inline-block;margin-left:.4rem}
    .c .n{white-space:nowrap;font-variant-numeric:tabular-nums}.c .bad{color:var(--bad);font-weight:600}
    .group{margin-top:.5rem}.names{color:var(--soft);margin:.3rem 0 0}.names+.fix{margin-top:.5rem}
    details .names{padding:.6rem .9rem;margin:0}.card details{margin:.4rem 0 0}
    .m td small{display:block;font-size:.78rem;color:var(--soft);white-space:nowrap}
    :target{outline:3px solid var(--link);outline-offset:-3px;border-radius:6px}h2:target{outline:0}
    .m td{scroll-margin:8rem 2rem 8rem 12rem}
    .h{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    details{margin:0 0 .5rem}
    summary{cursor:pointer;padding:.55rem .9rem}
    summary .pill{margin-right:.35rem}
    details[open]>summary{border-bottom:1px solid var(--line)}
    .list .time{color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums}
    pre code{font-size:1em}
    .m th[scope=row] small{display:block}
    @media (min-width:40.01rem){.steps{table-layout:fixed}.steps th:nth-child(1){width:13rem}
    .steps th:nth-child(2){width:7.5rem}.steps th:nth-child(3){width:5.5rem}.list tbody th{min-width:11rem}}
    .image{margin:1.25rem 0 .5rem}
    @media (max-width:40rem){
    body{padding:1rem .75rem 3rem;font-size:14.5px}
    .verdict{font-size:1.3rem}
    dl{grid-template-columns:minmax(0,1fr)}dd{margin:0 0 .35rem}
    .m:not(.c) thead th:not(:first-child){writing-mode:vertical-rl;transform:rotate(180deg);text-align:left;
    padding:.5rem .2rem;vertical-align:bottom;border:0}
    .m thead th:first-child{vertical-align:bottom}
    .c thead th{white-space:normal;min-width:7.5rem;overflow-wrap:anywhere}.c thead th:nth-child(2){min-width:4rem}
    .m th[scope=row]{width:9.5rem;min-width:9.5rem;max-width:9.5rem;font-size:.85rem;padding:.35rem .5rem;
    line-height:1.35}
    .m thead th:first-child,.m .g th{padding-left:.5rem}.m .g span{left:.5rem}
    .m td{padding:.2rem .1rem;min-width:2.2rem}
    .list,.list tbody,.list tr,.list th,.list td{display:block}
    .list thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    .list tr{padding:.5rem .75rem;border-bottom:1px solid var(--line)}
    .list tr:last-child{border-bottom:0}
    .list th,.list td{border:0;padding:.1rem 0}
    .list td{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.5rem}
    .list td>*{justify-self:start}.list td:empty{display:none}
    .list tbody th{font-weight:650}
    .list td::before{content:attr(data-label);color:var(--soft);font-size:.82rem}
    }
    @media print{
    :root{--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--head:#f2f2f2;--link:#000;--bad:#a8201a;
    --badg:#fff;--warn:#744a00;--warng:#fff;--good:#17653a;--goodg:#fff;--none:#555;--noneg:#fff;--info:#0b57a4;
    --infog:#fff}
    body{max-width:none;padding:0;font-size:10pt}
    nav{display:none}
    .scroll,.scroll.tall{overflow:visible;border:0;max-height:none}
    .m th,.m thead th{position:static}
    .m:not(.c) thead th:not(:first-child){writing-mode:vertical-rl;transform:rotate(180deg);text-align:left}
    .m th[scope=row]{min-width:0;width:auto}
    .m td{min-width:0;padding:.1rem}.m td i,.m td a{min-width:1.1rem;padding:0}
    thead{display:table-header-group}
    .card,tr,.pill{break-inside:avoid}
    h2,h3,.image{break-after:avoid}
    .pill{border:1px solid currentcolor}
    details::details-content{content-visibility:visible;display:block;height:auto}
    }
    """
