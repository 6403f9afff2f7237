// QueryMatching
