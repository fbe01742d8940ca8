//! Network simplex: numbers for vertices so that edges keep their least lengths and the sum of weighted
//! lengths is least.
//!
//! Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs", 1993, section 2. A
//! spanning tree of tight edges is improved, edge by edge: one whose removal would let the sum fall
//! leaves, the tightest edge that joins the two halves again enters. Walks are loops, not recursion,
//! and steps are bounded: a sum that is not quite the least is still a drawing.

/// An edge whose `to` must be `length` beyond its `from`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub from: usize,
    pub to: usize,
    /// The least difference.
    pub length: i64,
    /// What a unit more costs.
    pub weight: i64,
}

const NONE: usize = usize::MAX;

/// Improves `values`, which already keep all lengths, in at most `steps` steps. The spans connect all
/// vertices.
pub(super) fn improve(values: &mut [i64], spans: &[Span], steps: usize) {
    if values.len() < 2 {
        return;
    }
    let mut tree = Tree::new(values, spans);
    if !tree.is_whole() {
        return;
    }
    let mut search_from = 0;
    for _ in 0..steps {
        let Some(leaving) = tree.leaving(search_from) else {
            break;
        };
        search_from = (leaving + 1) % spans.len();
        let Some(entering) = tree.entering(leaving) else {
            break;
        };
        tree.exchange(leaving, entering);
    }
}

/// A spanning tree of tight spans, rooted at vertex 0.
struct Tree<'a> {
    values: &'a mut [i64],
    spans: &'a [Span],
    /// The spans at each vertex.
    at: Vec<Vec<usize>>,
    in_tree: Vec<bool>,
    /// The span to the parent; `NONE` at the root.
    parent: Vec<usize>,
    /// Numbers of a walk that leaves a vertex after all below it: those below have `low..=lim`.
    low: Vec<usize>,
    lim: Vec<usize>,
    cut: Vec<i64>,
    /// For each vertex the weights of the spans that leave it, less those that enter it.
    outwards: Vec<i64>,
    /// The vertices in the order of the walk.
    order: Vec<usize>,
}

impl<'a> Tree<'a> {
    fn new(values: &'a mut [i64], spans: &'a [Span]) -> Self {
        let count = values.len();
        let mut at = vec![Vec::new(); count];
        let mut outwards = vec![0; count];
        for (index, span) in spans.iter().enumerate() {
            outwards[span.from] += span.weight;
            outwards[span.to] -= span.weight;
            at[span.from].push(index);
            at[span.to].push(index);
        }
        let mut tree = Tree {
            values,
            spans,
            at,
            in_tree: vec![false; spans.len()],
            parent: vec![NONE; count],
            low: vec![0; count],
            lim: vec![0; count],
            cut: vec![0; spans.len()],
            outwards,
            order: Vec::with_capacity(count),
        };
        tree.grow();
        if tree.is_whole() {
            tree.number();
            tree.weigh();
        }
        tree
    }

    fn is_whole(&self) -> bool {
        self.in_tree.iter().filter(|&&inside| inside).count() + 1 == self.values.len()
    }

    fn slack(&self, span: usize) -> i64 {
        let span = &self.spans[span];
        self.values[span.to] - self.values[span.from] - span.length
    }

    fn other_end(&self, span: usize, vertex: usize) -> usize {
        let span = &self.spans[span];
        if span.from == vertex { span.to } else { span.from }
    }

    /// Grows a tree from vertex 0. Where no tight span leads on, the tree moves until one does.
    fn grow(&mut self) {
        let mut inside = vec![false; self.values.len()];
        inside[0] = true;
        let mut members = vec![0];
        let mut open = vec![0];
        // Spans from the tree outwards; what is no longer at its border is dropped when met.
        let mut border: Vec<usize> = Vec::new();
        loop {
            while let Some(vertex) = open.pop() {
                for index in 0..self.at[vertex].len() {
                    let span = self.at[vertex][index];
                    let other = self.other_end(span, vertex);
                    if inside[other] {
                        continue;
                    }
                    if self.slack(span) == 0 {
                        self.in_tree[span] = true;
                        inside[other] = true;
                        members.push(other);
                        open.push(other);
                    } else {
                        border.push(span);
                    }
                }
            }
            border.retain(|&span| !(inside[self.spans[span].from] && inside[self.spans[span].to]));
            let Some(&tightest) = border.iter().min_by_key(|&&span| (self.slack(span), span)) else {
                return;
            };
            let slack = self.slack(tightest);
            let (shift, vertex) = if inside[self.spans[tightest].from] {
                (slack, self.spans[tightest].from)
            } else {
                (-slack, self.spans[tightest].to)
            };
            for &member in &members {
                self.values[member] += shift;
            }
            open.push(vertex);
        }
    }

    /// Numbers all vertices anew.
    fn number(&mut self) {
        self.order.clear();
        self.parent[0] = NONE;
        let mut counter = 0;
        // A vertex and how many of its spans have been followed.
        let mut path = vec![(0, 0)];
        self.low[0] = 0;
        while let Some(&mut (vertex, ref mut next)) = path.last_mut() {
            let found = self.at[vertex][*next..]
                .iter()
                .position(|&span| self.in_tree[span] && span != self.parent[vertex]);
            match found {
                Some(offset) => {
                    let span = self.at[vertex][*next + offset];
                    *next += offset + 1;
                    let child = self.other_end(span, vertex);
                    self.parent[child] = span;
                    self.low[child] = counter;
                    path.push((child, 0));
                }
                None => {
                    self.lim[vertex] = counter;
                    counter += 1;
                    self.order.push(vertex);
                    path.pop();
                }
            }
        }
    }

    /// Whether a vertex is at or below another in the tree.
    fn is_below(&self, vertex: usize, top: usize) -> bool {
        self.low[top] <= self.lim[vertex] && self.lim[vertex] <= self.lim[top]
    }

    /// The cut value of each tree span: the weights that run with it from one half of the tree to the
    /// other, less those that run against it. Spans within a half cancel out.
    fn weigh(&mut self) {
        let mut outwards = self.outwards.clone();
        for &vertex in &self.order {
            let span = self.parent[vertex];
            if span == NONE {
                continue;
            }
            let Span { from, to, .. } = self.spans[span];
            self.cut[span] = if from == vertex {
                outwards[vertex]
            } else {
                -outwards[vertex]
            };
            let above = if from == vertex { to } else { from };
            outwards[above] += outwards[vertex];
        }
    }

    fn leaving(&self, from: usize) -> Option<usize> {
        let count = self.spans.len();
        (from..count)
            .chain(0..from)
            .find(|&span| self.in_tree[span] && self.cut[span] < 0)
    }

    /// The tightest span that runs against a leaving one, from the half of its head to that of its tail.
    fn entering(&self, leaving: usize) -> Option<usize> {
        let Span { from, to, .. } = self.spans[leaving];
        let (top, head_below) = if self.parent[to] == leaving {
            (to, true)
        } else {
            (from, false)
        };
        let below = &self.order[self.low[top]..=self.lim[top]];
        let mut best: Option<(i64, usize)> = None;
        for &vertex in below {
            for &span in &self.at[vertex] {
                let leads = if head_below {
                    self.spans[span].from == vertex
                } else {
                    self.spans[span].to == vertex
                };
                if leads && !self.in_tree[span] && !self.is_below(self.other_end(span, vertex), top) {
                    let candidate = (self.slack(span), span);
                    if best.is_none_or(|best| candidate < best) {
                        best = Some(candidate);
                    }
                }
            }
        }
        best.map(|(_, span)| span)
    }

    fn exchange(&mut self, leaving: usize, entering: usize) {
        let slack = self.slack(entering);
        let Span { from, to, .. } = self.spans[leaving];
        let (top, shift) = if self.parent[to] == leaving {
            (to, slack)
        } else {
            (from, -slack)
        };
        for place in self.low[top]..=self.lim[top] {
            self.values[self.order[place]] += shift;
        }
        self.in_tree[leaving] = false;
        self.in_tree[entering] = true;
        self.number();
        self.weigh();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[i64], spans: &[Span]) -> i64 {
        spans
            .iter()
            .map(|span| span.weight * (values[span.to] - values[span.from]))
            .sum()
    }

    #[test]
    fn the_sum_is_the_least() {
        // The paper's example: a to h, its least sum of lengths is 10 for 9 edges.
        let pairs = [(0, 1), (1, 2), (2, 3), (3, 7), (0, 4), (0, 5), (4, 6), (5, 6), (6, 7)];
        let spans: Vec<Span> = pairs
            .iter()
            .map(|&(from, to)| Span {
                from,
                to,
                length: 1,
                weight: 1,
            })
            .collect();
        let mut values = [0, 1, 2, 3, 1, 1, 2, 4];
        improve(&mut values, &spans, 100);
        assert_eq!(sum(&values, &spans), 10);
        assert!(
            spans
                .iter()
                .all(|span| values[span.to] - values[span.from] >= span.length)
        );
    }
}
