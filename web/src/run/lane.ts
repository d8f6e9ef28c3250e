// One lane of the run: an ink line over areas in the colours of the songs. All lanes share one time axis.

import uPlot from 'uplot'
import { songColour } from '../lib/colours'
import { later } from '../lib/seen'
import type { Span } from '../lib/spans'

export interface LaneLook {
  ink: string
  text: string
  grid: string
  /** Opacity of an area, and of the current song's. */
  area: number
  areaOn: number
}

export interface LaneData {
  time: Float64Array
  values: Float64Array
  range: [number, number]
  /** The lane's best values are the low ones, as of pace: they are drawn on top. */
  lowOnTop?: boolean
  /** How strongly songs colour the area, 0…1 of the look's; 0: a line alone. */
  strength: number
  tick: (value: number) => string
  /** The steps that the scale may have; unsaid: any round ones. */
  steps?: number[]
  axis?: (seconds: number) => string
}

export const SCALE_WIDTH = 46
/** Pixels left of the lane's first moment, so that its label on the axis is whole. */
export const LEFT = 16
const TOP = 8
const AXIS_HEIGHT = 26

export class Lane {
  private readonly plot: uPlot
  private song = -3
  private readonly tall: number
  private drawn = false // before that, what is told is only kept: drawing reads it
  private ended = false

  constructor(
    element: HTMLElement,
    private readonly data: LaneData,
    private readonly spans: readonly Span[],
    private look: LaneLook,
    size: { width: number; height: number },
    private view: [number, number],
  ) {
    const { time, values, range, lowOnTop, axis } = data
    this.tall = size.height
    const font = '11px Figtree, system-ui, sans-serif'
    const common = { stroke: () => this.look.text, font, ticks: { show: false } } as const
    this.plot = new uPlot(
      {
        ...this.sized(size),
        legend: { show: false },
        cursor: { show: false },
        padding: [TOP, 0, axis ? 0 : 2, LEFT],
        scales: { x: { time: false, range: () => this.view }, y: { dir: lowOnTop ? -1 : 1, range } },
        axes: [
          { ...common, show: Boolean(axis), size: AXIS_HEIGHT, gap: 6, grid: { show: false }, space: 90, incrs: [60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600], values: (_, splits) => splits.map((split) => axis?.(split) ?? '') },
          { ...common, side: 1, size: SCALE_WIDTH, ...(data.steps ? { incrs: data.steps } : {}), gap: 8, space: 26, grid: { stroke: () => this.look.grid, width: 1 }, values: (_, splits) => splits.map((split) => (axis || this.top(split) < this.tall - 8 ? data.tick(split) : '')) },
        ],
        series: [{}, { stroke: () => this.look.ink, width: time.length > 20_000 ? 0.8 : 1.6, points: { show: false }, fill: data.strength > 0 ? (plot) => this.fill(plot) : undefined, fillTo: (plot) => (lowOnTop ? plot.scales.y.max! : plot.scales.y.min!) }],
      },
      [time, values.map((value) => Math.min(range[1], Math.max(range[0], value)))] as unknown as uPlot.AlignedData,
      (plot, draw) => {
        element.append(plot.root)
        void later().then(() => this.draw(() => void draw())) // making a lane and drawing it are two pieces of work
      },
    )
  }

  private draw(draw: () => void): void {
    if (this.ended) return
    draw()
    this.drawn = true
  }

  /** Pixels from the lane's top where a value lies. */
  top(value: number): number {
    const [low, high] = this.data.range
    const share = (Math.min(high, Math.max(low, value)) - low) / (high - low || 1)
    return TOP + (this.data.lowOnTop ? share : 1 - share) * (this.tall - TOP - (this.data.axis ? 0 : 2))
  }

  front(song: number): void {
    if (song === this.song) return
    this.song = song
    if (this.drawn) this.plot.redraw(false, false)
  }

  show(view: [number, number]): void {
    this.view = view
    if (this.drawn) this.plot.setScale('x', { min: view[0], max: view[1] })
  }

  recolour(look: LaneLook): void {
    this.look = look
    if (this.drawn) this.plot.redraw(false, true)
  }

  end(): void {
    this.ended = true
    this.plot.destroy()
  }

  private sized({ width, height }: { width: number; height: number }): { width: number; height: number } {
    return { width, height: height + (this.data.axis ? AXIS_HEIGHT : 0) }
  }

  /** One gradient with hard edges where songs change. */
  private fill(plot: uPlot): CanvasGradient {
    const { left, width } = plot.bbox
    const gradient = plot.ctx.createLinearGradient(left, 0, left + width, 0)
    const [from, to] = this.view
    for (const span of this.spans) {
      const [a, b] = [span.from, span.to].map((t) => Math.min(1, Math.max(0, (t - from) / (to - from))))
      if (b <= a) continue
      const on = span.song === this.song && span.song >= 0
      const strength = (on ? this.look.areaOn : this.look.area) * (on ? Math.max(0.75, this.data.strength) : this.data.strength)
      const colour = songColour(span.song) + Math.round(255 * (span.song < 0 ? strength * 0.7 : strength)).toString(16).padStart(2, '0')
      gradient.addColorStop(a, colour)
      gradient.addColorStop(b, colour)
    }
    return gradient
  }
}
