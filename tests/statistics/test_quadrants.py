"""Importance–performance quadrants: the four names, the lines, and attributes without a figure."""

import numpy as np

from pipeline.statistics.quadrants import CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL, quadrants


def test_each_corner_has_its_name():
    assert quadrants([9, 9, 1, 1], [1, 9, 1, 9], (5, 5)).tolist() == [CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL]


def test_on_the_line_is_high():
    assert quadrants([5, 5, 4], [5, 4, 5], (5, 5)).tolist() == [KEEP_UP, CONCENTRATE, OVERKILL]


def test_an_attribute_without_a_figure_has_no_quadrant():
    assert quadrants([np.nan, 9], [9, np.nan], (5, 5)).tolist() == [None, None]


def test_equal_figures_are_on_their_mean_although_it_is_rounded():
    performance = [3.7, 3.7, 3.7]
    line = sum(performance) / 3
    assert line > 3.7
    assert quadrants([4.0, 4.0, 4.0], performance, (4.0, line)).tolist() == [KEEP_UP] * 3
