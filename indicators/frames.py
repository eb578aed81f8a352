"""Tablas de datos: the matrix as pandas frames, for whoever studies an edition by hand."""

import numpy as np
import pandas as pd

from indicators.matrix import AnswerMatrix, AnswerState


def factor_frame(matrix: AnswerMatrix) -> pd.DataFrame:
    """Factors by participant and item; NaN unless answered."""
    return pd.DataFrame(matrix.factors, index=list(matrix.participants), columns=list(matrix.items))


def state_frame(matrix: AnswerMatrix) -> pd.DataFrame:
    """The same with what is known of each answer, in words."""
    words = np.array([state.word for state in AnswerState])[matrix.states]
    return pd.DataFrame(words, index=list(matrix.participants), columns=list(matrix.items))
