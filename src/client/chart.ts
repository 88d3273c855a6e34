/**
 * Turns the drawing of response times into a chart that answers to pointer and keyboard: Chart.js, loaded from this
 * site when the drawing comes into view, and only then. Until that, and wherever it fails, the drawing stays.
 */
interface Step {
  readonly 0: number;
  readonly 1: number;
  readonly 2: number | null;
  readonly 3: number | null;
  readonly 4: number | null;
}

interface ResponseTimes {
  readonly windows: Readonly<
    Record<
      string,
      { readonly steps: readonly Step[]; readonly locations: Readonly<Record<string, readonly Step[]>> }
    >
  >;
}

interface ChartLibrary {
  readonly Chart: new (canvas: HTMLCanvasElement, settings: unknown) => { destroy(): void };
}

const root = document.documentElement;
const base = root.dataset.base ?? '/';
const colour = (name: string) => getComputedStyle(root).getPropertyValue(name).trim();
const LINES = [
  { label: 'p50', column: 2, colour: '--measured', dash: [] },
  { label: 'p95', column: 3, colour: '--degraded', dash: [4, 2] },
  { label: 'p99', column: 4, colour: '--down', dash: [1, 3] },
] as const;

async function enhance(holder: HTMLElement): Promise<void> {
  const [library, answer] = await Promise.all([
    import(`${base}chart-library.js`) as Promise<ChartLibrary>,
    fetch(holder.dataset.chart ?? ''),
  ]);
  if (!answer.ok) return;
  const data = (await answer.json()) as ResponseTimes;
  for (const details of holder.querySelectorAll<HTMLDetailsElement>('details[data-window]')) {
    const draw = () => {
      if (!details.open || details.dataset.drawn === '1') return;
      details.dataset.drawn = '1';
      drawChart(library, holder, details, data);
    };
    details.addEventListener('toggle', draw);
    draw();
  }
}

function drawChart(
  library: ChartLibrary,
  holder: HTMLElement,
  details: HTMLDetailsElement,
  data: ResponseTimes,
): void {
  const found = data.windows[details.dataset.window ?? ''];
  const drawing = details.querySelector<SVGElement>('svg.chart');
  if (!found || !drawing) return;
  const frame = document.createElement('div');
  frame.className = 'chart-frame';
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', drawing.getAttribute('aria-label') ?? '');
  frame.append(canvas);
  drawing.replaceWith(frame);
  const names = Object.keys(found.locations);
  let chart = chartOf(library, canvas, found.steps);
  if (names.length < 2) return;
  const label = document.createElement('label');
  label.className = 'chart-location';
  label.textContent = `${holder.dataset.location ?? ''} `;
  const select = document.createElement('select');
  for (const name of ['', ...names]) {
    const option = document.createElement('option');
    option.value = name;
    option.textContent = name === '' ? (holder.dataset.allLocations ?? '') : name;
    select.append(option);
  }
  select.addEventListener('change', () => {
    chart.destroy();
    chart = chartOf(
      library,
      canvas,
      select.value === '' ? found.steps : (found.locations[select.value] ?? []),
    );
  });
  label.append(select);
  frame.before(label);
}

function chartOf(
  { Chart }: ChartLibrary,
  canvas: HTMLCanvasElement,
  steps: readonly Step[],
): { destroy(): void } {
  const long = (steps[1]?.[0] ?? 0) - (steps[0]?.[0] ?? 0) >= 86_400_000;
  const time = new Intl.DateTimeFormat(root.lang, {
    month: 'short',
    day: 'numeric',
    ...(long ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    timeZone: 'UTC',
  });
  return new Chart(canvas, {
    type: 'line',
    data: {
      labels: steps.map((step) => time.format(step[0])),
      datasets: LINES.map((line) => ({
        label: line.label,
        data: steps.map((step) => step[line.column]),
        borderColor: colour(line.colour),
        borderDash: line.dash,
        borderWidth: 1.5,
        pointRadius: 0,
        pointHitRadius: 12,
        // A step without a look is a gap, and no line leads across it.
        spanGaps: false,
      })),
    },
    options: {
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 250 },
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: {
          ticks: { color: colour('--ink-soft'), maxTicksLimit: 6, maxRotation: 0 },
          grid: { display: false },
        },
        y: { beginAtZero: true, ticks: { color: colour('--ink-soft') }, grid: { color: colour('--rule') } },
      },
      plugins: { legend: { display: false } },
    },
  });
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    void enhance(entry.target as HTMLElement).catch(() => {
      // The drawing says the same; there is nothing to mend for a reader.
    });
  }
});
for (const holder of document.querySelectorAll<HTMLElement>('[data-chart]')) seen.observe(holder);

export {};
