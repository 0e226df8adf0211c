-- What the curves of a model are drawn from, besides its figures: kept with the figures, since nobody who looks at them may
-- read all reviews they were counted from.
alter table public.model_metrics add column curves jsonb;
comment on column public.model_metrics.curves is
  'ROC, reliability bins with Wilson 95 % and the three-class confusion (rows truth, columns said; low, medium, high). Null before 0045.';
