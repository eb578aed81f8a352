"""Libros de respuestas: the questionnaire of a government as a workbook that comes back."""
