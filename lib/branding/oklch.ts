/** A colour in OKLCH: lightness 0–1, chroma 0–0.4, hue in degrees. */
export type Oklch = Readonly<{ l: number; c: number; h: number }>;

/** Six lowercase hexadecimal digits after `#`. */
export type Hex = `#${string}`;

type Rgb = Readonly<{ r: number; g: number; b: number }>;

const hexPattern = /^#[0-9a-f]{6}$/;

/** Whether a text is a colour that the functions of this folder accept: `#` and six lowercase digits. */
export const isHex = (text: string): text is Hex => hexPattern.test(text);

/** Red, green and blue of a colour as linear light, 0–1. Throws on anything that is not a `Hex`. */
export const hexToLinear = (hex: Hex): Rgb => {
  if (!isHex(hex)) throw new RangeError('not a colour of the form #rrggbb');
  const channel = (at: number) => toLinear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return { r: channel(1), g: channel(3), b: channel(5) };
};

/** Converts a colour to OKLCH. A grey has chroma 0 and hue 0, so that rounding noise never becomes a hue. */
export const hexToOklch = (hex: Hex): Oklch => {
  const { r, g, b } = hexToLinear(hex);
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const l = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short;
  const a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short;
  const bb = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short;
  const c = Math.hypot(a, bb);
  if (c < 1e-4) return { l, c: 0, h: 0 };
  return { l, c, h: ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360 };
};

/**
 * Converts OKLCH to the nearest colour a screen can show. Lightness and hue are kept; chroma is lowered until the
 * colour lies inside sRGB, because clipping the channels one by one would turn a strong blue into violet.
 */
export const oklchToHex = (colour: Oklch): Hex => {
  const l = Math.min(1, Math.max(0, colour.l));
  let low = 0;
  let high = colour.c;
  if (isInside(toRgb({ ...colour, l }))) low = high;
  // Twelve halvings of at most 0.4 leave an error of 0.0001, below one step of an 8-bit channel.
  for (let turn = 0; turn < 12 && low < high; turn += 1) {
    const middle = (low + high) / 2;
    if (isInside(toRgb({ ...colour, l, c: middle }))) low = middle;
    else high = middle;
  }
  const { r, g, b } = toRgb({ l, c: low, h: colour.h });
  return `#${digits(r)}${digits(g)}${digits(b)}`;
};

const toRgb = ({ l, c, h }: Oklch): Rgb => {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return {
    r: 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    g: -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    b: -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  };
};

const tolerance = 1e-4;
const isInside = ({ r, g, b }: Rgb): boolean =>
  [r, g, b].every((channel) => channel >= -tolerance && channel <= 1 + tolerance);

const toLinear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

const digits = (linear: number): string => {
  const light = Math.min(1, Math.max(0, linear));
  const value = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(value * 255)
    .toString(16)
    .padStart(2, '0');
};
