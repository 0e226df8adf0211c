"""A statistical model of chest films: the common shape and shading of several children, none of whom is shown.

Six films of one class with a like layout are brought to their common shape by dense registration (group-wise: each to the running mean), then
averaged with nearly equal weights, bent by a small smooth field, and given film grain with the spectrum of real films. Averages of registered
faces look like a face; averages of registered chests look like a chest.
"""

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates, zoom
from skimage.registration import optical_flow_ilk

from .data import Films

PEOPLE = 6
LARGEST_SHARE = 0.27
COARSE = 16
ROUNDS = 2
Rng = np.random.Generator


def coarse(pixels: np.ndarray) -> np.ndarray:
    """(n, 224, 224) to standardised (n, 256) layouts."""
    side = pixels.shape[1] // COARSE
    small = pixels.reshape(len(pixels), COARSE, side, COARSE, side).mean((2, 4)).reshape(len(pixels), -1)
    return (small - small.mean(1, keepdims=True)) / (small.std(1, keepdims=True) + 1e-6)


def like_group(films: Films, among: np.ndarray, layouts: np.ndarray, rng: Rng) -> np.ndarray:
    """Six films of different children with a layout like that of one drawn at random."""
    first = rng.choice(among)
    pool = rng.permutation(among)[:500]
    near = pool[np.argsort(-(layouts[pool] @ layouts[first]))]
    chosen, seen = [], set()
    for index in near:
        if films.groups[index] not in seen:
            seen.add(films.groups[index])
            chosen.append(index)
        if len(chosen) == PEOPLE:
            break
    return np.array(chosen)


def levelled(film: np.ndarray) -> np.ndarray:
    """Grey values to 0..1 by rank within the film, smoothed: what registration compares."""
    values = np.sort(film.ravel())
    return gaussian_filter(np.searchsorted(values, film) / film.size, 1.2)


def bent(film: np.ndarray, flow: np.ndarray) -> np.ndarray:
    rows, columns = np.meshgrid(np.arange(film.shape[0]), np.arange(film.shape[1]), indexing="ij")
    return map_coordinates(film, [rows + flow[0], columns + flow[1]], order=3, mode="nearest")


def smooth_field(shape: tuple[int, int], size: float, rng: Rng) -> np.ndarray:
    """A random displacement of about `size` pixels that varies over a quarter of the film."""
    field = np.stack([gaussian_filter(rng.normal(size=shape), shape[0] / 6, mode="reflect") for _ in range(2)])
    return field / (np.abs(field).max() + 1e-9) * size


def common_shape(group: np.ndarray) -> np.ndarray:
    """@param group  (k, h, w) in 0..1; @returns the same films, each bent to the shape they share"""
    compared = np.stack([levelled(film) for film in group])
    flows = np.zeros((len(group), 2, *group.shape[1:]))
    for _ in range(ROUNDS):
        mean = np.mean([bent(c, f) for c, f in zip(compared, flows, strict=True)], 0)
        flows = np.stack([optical_flow_ilk(mean, c, radius=11, num_warp=8, gaussian=True) for c in compared])
        flows -= flows.mean(0)
    return np.stack([bent(film, flow) for film, flow in zip(group, flows, strict=True)])


def shares(rng: Rng) -> np.ndarray:
    """Weights that sum to 1, none above LARGEST_SHARE."""
    while True:
        weights = rng.dirichlet(np.full(PEOPLE, 12.0))
        if weights.max() <= LARGEST_SHARE:
            return weights


def blended(films: Films, among: np.ndarray, layouts: np.ndarray, rng: Rng) -> np.ndarray:
    """@returns one synthetic film (224, 224), 0..1"""
    group = films.pixels[like_group(films, among, layouts, rng)].astype(float) / 255
    shaped = common_shape(group)
    middle = np.median(shaped, 0)
    # burned-in letters, wires and clips stand far from the middle of the six: they are not averaged in
    mean = np.tensordot(shares(rng), np.clip(shaped, middle - 0.1, middle + 0.1), 1)
    # the mean of six is softer than one: give back contrast and the middle frequencies that averaging took
    spread = np.mean([film.std() for film in shaped])
    mean = (mean - mean.mean()) / mean.std() * spread + mean.mean()
    for sigma, amount in ((1.2, 0.9), (3.0, 0.5)):
        mean = mean + amount * (mean - gaussian_filter(mean, sigma))
    return np.clip(bent(mean, smooth_field(mean.shape, rng.uniform(2, 6), rng)), 0, 1)


def enlarged(film: np.ndarray, height: int, width: int, rng: Rng) -> np.ndarray:
    """To (height, width) with quantum mottle and grain, 0..1."""
    big = np.clip(zoom(film, (height / film.shape[0], width / film.shape[1]), order=3), 0, 1)
    mottle = gaussian_filter(rng.normal(size=big.shape), 0.8) + 0.7 * gaussian_filter(rng.normal(size=big.shape), 2.2) * 3
    return np.clip(big + mottle / mottle.std() * 0.012 * (0.4 + 0.6 * np.sqrt(big)), 0, 1)
