/**
 * Where along its line each arrow stands, in the outer thirds, and each label is written, near an end: as far as can be
 * from points, from other lines' arrows and labels, and from the frame. A place is kept while it is fair, so nothing jumps.
 */

/** @import { Point, ScoreLine } from "./lines.js" */
import { along, LABEL_OFFSET } from "./lines.js";

/** Shares along the line, and the side of it (1: where w points) that the label is on. */
/** @typedef {{ arrow: number, label: number, side: number }} Place */
/** @typedef {{ width: number, height: number, u: number, taken: Point[], lines: ScoreLine[] }} Room */

const ARROWS = [0.06, 0.1, 0.14, 0.18, 0.22, 0.26, 0.3, 0.34, 0.66, 0.7, 0.74, 0.78, 0.82, 0.86, 0.9, 0.94];
const LABELS = ARROWS.filter((share) => Math.min(share, 1 - share) < 0.2);
/** Design pixels: clear of everything by this much is as good as it gets; a place with this much is kept. */
const AMPLE = 56;
const FAIR = 14;
/** Tick numbers stand along the left and bottom edges. */
const EDGES = { left: 40, right: 12, top: 12, bottom: 24 };

/**
 * @param {ScoreLine[]} lines
 * @param {Point[]} obstacles Pixels: the samples, and what else is written on the plane.
 * @param {{ width: number, height: number, u: number }} frame
 * @param {Map<number, Place>} before
 * @returns {Map<number, Place>}
 */
export function placeLines(lines, obstacles, frame, before) {
  const room = { ...frame, taken: [...obstacles], lines };
  const places = new Map();
  for (const line of lines) {
    const arrow = best(room, before.get(line.k)?.arrow, ARROWS, (share) => arrowSpots(line, share, frame.u), line);
    room.taken.push(...arrowSpots(line, arrow, frame.u));
    places.set(line.k, { arrow, label: 0, side: 1 });
  }
  for (const line of lines) {
    const place = places.get(line.k);
    const was = before.get(line.k);
    const sides = LABELS.flatMap((label) => [{ label, side: 1 }, { label, side: -1 }]);
    Object.assign(place, best(room, was && { label: was.label, side: was.side }, sides, (at) => labelSpots(line, at, frame.u), line));
    room.taken.push(...labelSpots(line, place, frame.u));
  }
  return places;
}

/**
 * The candidate with the most room, or the former one while that is fair.
 * @template T
 * @param {Room} room
 * @param {T | undefined} former
 * @param {T[]} candidates
 * @param {(candidate: T) => Point[]} spots
 * @param {ScoreLine} own
 * @returns {T}
 */
function best(room, former, candidates, spots, own) {
  const clear = (/** @type {T} */ candidate) => Math.min(...spots(candidate).map((spot) => clearance(room, spot, own)));
  if (former !== undefined && clear(former) >= FAIR * room.u) return former;
  return candidates.reduce((a, b) => (clear(b) > clear(a) ? b : a));
}

/** @type {(line: ScoreLine, share: number, u: number) => Point[]} */
function arrowSpots(line, share, u) {
  const [x, y] = along(line, share);
  const [nx, ny] = line.normal;
  return [0, line.length / 2, line.length, line.length + 12 * u].map((d) => [x + nx * d, y + ny * d]);
}

/** @type {(line: ScoreLine, at: { label: number, side: number }, u: number) => Point[]} */
function labelSpots(line, { label, side }, u) {
  const [x, y] = along(line, label);
  const [nx, ny] = line.normal;
  const off = side * LABEL_OFFSET * u;
  return [-16, 0, 16].map((d) => [x + nx * off - ny * d * u, y + ny * off + nx * d * u]);
}

/**
 * Pixels from a spot to the nearest thing in its way; negative outside the frame.
 * @type {(room: Room, spot: Point, own: ScoreLine) => number}
 */
function clearance({ width, height, u, taken, lines }, [x, y], own) {
  const edge = Math.min(x - EDGES.left * u, width - EDGES.right * u - x, y - EDGES.top * u, height - EDGES.bottom * u - y);
  if (edge < 0) return edge;
  let least = AMPLE * u;
  for (const [px, py] of taken) least = Math.min(least, Math.hypot(px - x, py - y));
  for (const line of lines) if (line !== own) least = Math.min(least, 2 * distanceTo(line, x, y));
  return least;
}

/** @type {(line: ScoreLine, x: number, y: number) => number} */
const distanceTo = ({ ends: [p], normal: [nx, ny] }, x, y) => Math.abs((x - p[0]) * nx + (y - p[1]) * ny);

/**
 * Places on their way from one to another, `share` of it done.
 * @param {Map<number, Place>} from
 * @param {Map<number, Place>} to
 * @param {number} share
 * @returns {Map<number, Place>}
 */
export function between(from, to, share) {
  const mix = (/** @type {number} */ a, /** @type {number} */ b) => a + (b - a) * share;
  return new Map([...to].map(([k, place]) => {
    const start = from.get(k) ?? place;
    const { arrow, label, side } = place;
    return [k, { arrow: mix(start.arrow, arrow), label: mix(start.label, label), side: mix(start.side, side) }];
  }));
}
