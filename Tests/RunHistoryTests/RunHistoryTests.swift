// Tests of RunHistory.
