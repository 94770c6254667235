namespace MusicGenre.ML.Reports;

/// <summary>
/// The report's style sheet. Hues are Okabe and Ito's, the ramp of the confusion matrix is one hue in even steps of OKLCH lightness; no information is given by colour alone.
/// It holds no character that XML would need escaped.
/// </summary>
internal static class ReportStyle
{
    public const string Css = """

        :root {
          color-scheme: light;
          --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --rule: #d5dae0; --panel: #f5f7f9; --accent: #0072b2; --accent-fill: #cfe3f2;
          --orange: #b34700; --green: #00795a; --warn: #fff6e0; --warn-edge: #b87700; --on-deep: #ffffff;
          --q0: #f6f8fa; --q1: #d3e4f7; --q2: #b6d3f1; --q3: #9bc2ea; --q4: #80b0e2; --q5: #679ed7; --q6: #4f8dcb; --q7: #387bbc; --q8: #226aab; --q9: #095999; --q10: #004987;
          --t5: #1b1f24; --t6: #1b1f24;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            color-scheme: dark;
            --paper: #14171b; --ink: #e6e8eb; --soft: #a3abb5; --rule: #343a42; --panel: #1c2026; --accent: #56b4e9; --accent-fill: #234a63;
            --orange: #f08a4b; --green: #2fc79b; --warn: #2c2616; --warn-edge: #e0a53a; --on-deep: #0d1014;
            --q0: #1b1f25; --q1: #273747; --q2: #30475e; --q3: #395776; --q4: #43688e; --q5: #5582b1; --q6: #5f90c3; --q7: #699ed3; --q8: #7ab0e8; --q9: #8cc3fc; --q10: #9ed6ff;
            --t5: #0d1014; --t6: #0d1014;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
        main { max-width: 1000px; margin: 0 auto; padding: 32px 20px 56px; }
        h1 { font-size: 28px; line-height: 1.2; letter-spacing: -0.01em; margin: 0 0 6px; overflow-wrap: anywhere; }
        h2 { font-size: 19px; line-height: 1.3; margin: 44px 0 6px; padding-top: 18px; border-top: 1px solid var(--rule); }
        h3 { font-size: 15px; margin: 26px 0 4px; overflow-wrap: anywhere; }
        p { margin: 6px 0 12px; max-width: 54em; }
        .lead { color: var(--soft); margin: 0 0 20px; max-width: none; overflow-wrap: anywhere; }
        .caption { color: var(--soft); font-size: 13.5px; max-width: 58em; }
        .tiles { display: flex; flex-wrap: wrap; gap: 12px; margin: 0 0 18px; }
        .tile { flex: 1 1 150px; background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; padding: 12px 16px; }
        .tile .what { font-size: 13px; color: var(--soft); overflow-wrap: anywhere; }
        .tile .figure { font-size: 26px; line-height: 1.25; font-weight: 650; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .tile .aside { font-size: 13px; color: var(--soft); font-variant-numeric: tabular-nums; }
        .warning { background: var(--warn); border-left: 4px solid var(--warn-edge); border-radius: 0 6px 6px 0; padding: 8px 14px; margin: 8px 0; max-width: none; overflow-wrap: anywhere; }
        .wide { overflow-x: auto; margin: 8px 0; }
        table { border-collapse: collapse; font-size: 13.5px; font-variant-numeric: tabular-nums lining-nums; }
        .figures, .settings { width: 100%; }
        .figures { font-size: 13px; }
        .figures .sd { font-size: 11.5px; }
        .figures th, .figures td { padding: 7px 4px; }
        th, td { padding: 6px 7px; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; vertical-align: baseline; }
        thead th { color: var(--soft); font-weight: 600; font-size: 12px; line-height: 1.3; vertical-align: bottom; white-space: normal; border-bottom-color: var(--soft); }
        th:first-child, td:first-child { text-align: left; padding-left: 0; }
        th:last-child, td:last-child { padding-right: 0; }
        tbody th { font-weight: 600; overflow-wrap: anywhere; }
        tbody th .rank { display: inline-block; min-width: 1.6em; color: var(--soft); font-weight: 400; }
        .sd, .soft { color: var(--soft); }
        .best { font-weight: 750; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; text-decoration-color: var(--accent); }
        .settings td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
        .settings th { white-space: nowrap; vertical-align: top; }
        .settings .setting { display: inline-block; margin-right: 14px; max-width: 100%; }
        .facts { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 10px 0 16px; }
        .facts dt { color: var(--soft); }
        .facts dd { margin: 0; overflow-wrap: anywhere; }
        code { font: 0.92em ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
        figure { margin: 14px 0 0; break-inside: avoid; }
        .pair { display: flex; flex-wrap: wrap; gap: 14px; }
        .pair figure { flex: 0 1 468px; }
        .pair figcaption { font-weight: 600; font-size: 14px; }
        .keep { white-space: nowrap; }
        .ramp { display: inline-flex; vertical-align: middle; margin: 0 6px; border: 1px solid var(--rule); }
        .ramp span { width: 14px; height: 12px; }
        svg { display: block; max-width: 100%; height: auto; overflow: visible; }
        svg text { font-size: 12.5px; fill: var(--ink); font-variant-numeric: tabular-nums; }
        svg .tick { fill: var(--soft); font-size: 12px; }
        svg .soft { fill: var(--soft); }
        svg .end { text-anchor: end; } svg .mid { text-anchor: middle; }
        svg .grid { stroke: var(--rule); stroke-width: 1; }
        svg .whisker { stroke: var(--soft); stroke-width: 1.4; }
        svg .box { fill: var(--accent-fill); stroke: var(--accent); stroke-width: 1.4; }
        svg .median { stroke: var(--accent); stroke-width: 3; }
        svg .point { fill: var(--ink); fill-opacity: 0.62; stroke: var(--paper); stroke-width: 0.8; }
        svg .mean { fill: none; stroke: var(--orange); stroke-width: 2; }
        svg .diagonal { stroke: var(--soft); stroke-width: 1.4; stroke-dasharray: 5 4; }
        svg .gap { stroke: var(--orange); stroke-width: 3; }
        svg .arrow { fill: none; stroke: var(--soft); stroke-width: 1.6; }
        svg .bar { fill: var(--accent-fill); stroke: var(--accent); stroke-width: 1; }
        svg .precision { fill: var(--orange); stroke: var(--paper); stroke-width: 1.2; }
        svg .recall { fill: var(--paper); stroke: var(--green); stroke-width: 2.2; }
        svg .cell { text-anchor: middle; font-size: 12.5px; }
        svg .hit { font-weight: 700; }
        svg .zero { fill: var(--soft); fill-opacity: 0.6; }
        svg .right { stroke: var(--ink); stroke-width: 1.2; }
        .q0 { fill: var(--q0); background: var(--q0); } .q1 { fill: var(--q1); background: var(--q1); } .q2 { fill: var(--q2); background: var(--q2); }
        .q3 { fill: var(--q3); background: var(--q3); } .q4 { fill: var(--q4); background: var(--q4); } .q5 { fill: var(--q5); background: var(--q5); }
        .q6 { fill: var(--q6); background: var(--q6); } .q7 { fill: var(--q7); background: var(--q7); } .q8 { fill: var(--q8); background: var(--q8); }
        .q9 { fill: var(--q9); background: var(--q9); } .q10 { fill: var(--q10); background: var(--q10); }
        svg .t5 { fill: var(--t5); } svg .t6 { fill: var(--t6); }
        svg .t7, svg .t8, svg .t9, svg .t10 { fill: var(--on-deep); }
        svg .thin { fill: none; stroke-width: 1; stroke-opacity: 0.4; }
        svg .thick { fill: none; stroke-width: 2.6; }
        svg .train { stroke: var(--accent); }
        svg .valid { stroke: var(--orange); stroke-dasharray: 6 3; }
        svg .end-train { fill: var(--accent); } svg .end-valid { fill: var(--orange); }
        svg .train-name { fill: var(--accent); } svg .valid-name { fill: var(--orange); }
        footer { margin-top: 44px; padding-top: 12px; border-top: 1px solid var(--rule); color: var(--soft); font-size: 13px; }
        @page { margin: 13mm 12mm; }
        @media print {
          body { font-size: 10pt; line-height: 1.4; }
          * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
          main { max-width: none; padding: 0; }
          h1 { font-size: 18pt; }
          h2 { font-size: 13pt; margin-top: 20pt; }
          h2, h3 { break-after: avoid; }
          table { font-size: 7.6pt; }
          thead { display: table-header-group; }
          thead th { font-size: 7.2pt; }
          th, td { padding: 2.5pt 3pt; }
          tr, .tile, .warning, .together { break-inside: avoid; }
          .wide { overflow: visible; }
          .pair { flex-wrap: nowrap; }
          .caption { font-size: 9pt; }
        }

        """;
}
