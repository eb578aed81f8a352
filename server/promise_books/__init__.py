"""Libros de compromisos: many of them proposed at once from a workbook, and all of them in one."""
