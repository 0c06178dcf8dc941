"""The second engine of worlds: reads the words of a row and works its answer out again.

`reading` parses rules, facts and questions by a grammar of its own; `enumeration` answers by trying
every exogenous state in turn. Neither knows how the row was made.
"""
