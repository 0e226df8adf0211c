"""Quick checks that need no training: `python -m pytest training` (a minute on one core; the data is needed for the marked ones)."""

import numpy as np
import pytest
import torch

from training.augment import augmented
from training.calibrate import decide, fit_calibration, pneumonia_threshold
from training.data import assign_folds, load_train, merge_identical, test_data as data_folder
from training.degrade import QUALITY, degraded
from training.drawn import PAINTERS, painted
from training.network import Reader, standardise
from training.label_limits import confident_joint
from training.samples import acceptable, born, taken
from training.statistics import auc, calibration_error, wilson
from training.teacher import kernel, soft, targets

have_data = pytest.mark.skipif(not (data_folder() / "chest-xray" / "train").exists(), reason="TEST_DATA is not there")


def test_the_mean_of_the_activation_map_is_the_logit():
    reader = Reader().eval()
    image = torch.rand(2, 1, 224, 224)
    with torch.no_grad():
        fine, coarse = reader.maps(image)
        rebuilt = reader.activation(fine, coarse).mean((2, 3)) + reader.head_fine.bias
        assert torch.allclose(rebuilt, reader(image), atol=1e-4)


def test_exposure_and_contrast_do_not_reach_the_network():
    image = torch.rand(1, 1, 224, 224) * 0.5 + 0.2
    assert torch.allclose(standardise(image), standardise(image * 0.6 + 0.1), atol=1e-4)


def test_films_with_identical_pixels_share_a_group():
    pixels = np.zeros((4, 2, 2), dtype=np.uint8)
    pixels[2] = 9
    groups = merge_identical(["a", "b", "c", "c"], pixels)
    # films 0, 1 and 3 are identical, 2 and 3 are the same child: all four belong together
    assert len(set(groups)) == 1


@have_data
def test_no_child_stands_on_both_sides_of_a_split():
    films = load_train()
    folds = assign_folds(films.labels, films.groups)
    assert all(len(set(folds[films.groups == g])) == 1 for g in range(films.groups.max() + 1))
    shares = np.stack([np.bincount(films.labels[folds == f], minlength=3) for f in range(5)])
    assert (shares.max(0) - shares.min(0) <= 2).all()


def test_augmentation_repeats_with_its_seed_and_stays_in_range():
    films = torch.rand(8, 1, 224, 224)
    first = augmented(films, 176, torch.Generator().manual_seed(3))
    again = augmented(films, 176, torch.Generator().manual_seed(3))
    assert torch.equal(first, again)
    assert first.shape == (8, 1, 176, 176) and first.min() >= 0 and first.max() <= 1


def test_every_way_of_spoiling_a_film_is_drawn_and_named():
    films, how = degraded(torch.rand(64, 1, 224, 224), torch.Generator().manual_seed(5))
    assert set(how) == set(range(1, len(QUALITY))) and films.isfinite().all()


def test_every_painter_paints_inside_the_range():
    pixels, kinds, _ = painted(1, seed=2)
    assert pixels.shape == (len(PAINTERS), 224, 224) and len(kinds) == len(PAINTERS)


def test_wilson_agrees_with_the_textbook():
    # 81 of 263: Newcombe 1998, table I, method 3: 0.2553 to 0.3662
    low, high = wilson(81, 263)
    assert abs(low - 0.2553) < 5e-5 and abs(high - 0.3662) < 5e-5


def test_auc_counts_pairs_and_halves_ties():
    # pairs: (3,1) (3,2) (2,1) won, (2,2) tied: 3.5 of 4
    assert auc(np.array([3.0, 2.0]), np.array([1.0, 2.0]))[0] == pytest.approx(3.5 / 4)


def test_calibration_error_by_hand():
    # ten films said 0.9, eight right: gap 0.1
    error, bins = calibration_error(np.full(10, 0.9), np.array([1] * 8 + [0] * 2))
    assert error == pytest.approx(0.1) and bins[0]["count"] == 10


def test_calibration_takes_back_a_wrong_temperature_and_offset():
    rng = np.random.default_rng(0)
    true = rng.normal(size=(4000, 3)) * 2
    p = np.exp(true) / np.exp(true).sum(1, keepdims=True)
    labels = np.array([rng.choice(3, p=row) for row in p])
    found = fit_calibration(true * 3 + np.array([1.0, -0.5, -0.5]), labels)
    assert abs(found.temperature - 3) < 0.25 and np.abs(found.offset - np.array([-1, 0.5, 0.5])).max() < 0.35


def test_the_threshold_keeps_the_sensitivity_it_promises():
    rng = np.random.default_rng(1)
    q = rng.random(1000)
    p = np.stack([1 - q, q / 2, q / 2], 1)
    labels = np.where(rng.random(1000) < q, 1, 0)
    t = pneumonia_threshold(p, labels, 0.97)
    called = decide(p, t, 0.5) > 0
    assert called[labels > 0].mean() >= 0.97


def test_a_held_out_fold_reaches_the_teacher_of_its_network_by_no_way():
    rng = np.random.default_rng(2)
    kernels, labels, folds = [kernel(rng.normal(size=(100, 5)))], rng.integers(1, 3, 100), np.arange(100) % 5
    other = np.where(folds == 3, 3 - labels, labels)
    taught, again = (soft(kernels, which, folds, 3, {}) for which in (labels, other))
    assert np.isnan(taught[folds == 3]).all() and np.isfinite(taught[folds != 3]).all()
    assert np.array_equal(taught, again, equal_nan=True)


def test_targets_leave_normal_films_alone_and_share_pneumonia_out():
    out = targets(np.array([0, 1, 2]), np.array([np.nan, 0.8, np.nan]), trust=0.5)
    # viral, of which the teacher holds 0.8 bacterial: half of one, half of (0.2, 0.8)
    assert np.allclose(out, [[1, 0, 0], [0, 0.6, 0.4], [0, 0, 1]])


def test_confident_learning_finds_the_share_of_labels_that_were_swapped():
    rng = np.random.default_rng(4)
    true = rng.random(4000) < 0.5
    p = np.where(true, 0.95, 0.05)
    given = np.where(rng.random(4000) < 0.1, ~true, true)
    assert confident_joint(p, given)["all"] == pytest.approx((given != true).mean(), abs=1e-4)


def test_a_sample_person_has_the_age_of_the_table_on_the_day_of_the_film():
    for number in range(1, 25):
        age, day, birth = 1 + (number - 1) % 5, taken(number), born(number, 1 + (number - 1) % 5)
        assert day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)) == age


def test_a_sample_must_look_like_its_class_and_like_a_chest():
    model, good = {}, {"class": "viral", "probabilities": [0.1, 0.8, 0.1], "confidence": 0.9, "chest": 0.99, "fine": 0.9}
    assert acceptable(good, "viral", model)
    assert not acceptable({**good, "chest": 0.5}, "viral", model) and not acceptable(good, "bacterial", model)
