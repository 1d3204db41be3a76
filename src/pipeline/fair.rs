//! What waits for somebody's time, one thing of each asker: who has waited longest is next.
//!
//! Pure. A newer thing takes the place of the same asker's older one, wait included, so
//! that nobody is passed over for saying more.

/// The line; `K` tells askers apart. No longer than there are askers.
#[derive(Debug)]
pub struct FairLine<K, T> {
    /// The longest wait first.
    places: Vec<Place<K, T>>,
}

#[derive(Debug)]
struct Place<K, T> {
    asker: K,
    thing: T,
}

impl<K, T> Default for FairLine<K, T> {
    fn default() -> Self {
        FairLine { places: Vec::new() }
    }
}

impl<K: PartialEq, T> FairLine<K, T> {
    /// Puts `thing` where the asker's last one waits, and gives that back; else at the end.
    pub fn put(&mut self, asker: K, thing: T) -> Option<T> {
        match self.places.iter_mut().find(|place| place.asker == asker) {
            Some(place) => Some(std::mem::replace(&mut place.thing, thing)),
            None => {
                self.places.push(Place { asker, thing });
                None
            }
        }
    }

    /// The longest wait of a thing that `fits`.
    pub fn take(&mut self, fits: impl Fn(&T) -> bool) -> Option<T> {
        let place = self.places.iter().position(|place| fits(&place.thing))?;
        Some(self.places.remove(place).thing)
    }

    /// What waits of the askers who `leave`.
    pub fn leave(&mut self, leave: impl Fn(&K) -> bool) -> impl Iterator<Item = T> {
        self.places.extract_if(.., move |place| leave(&place.asker)).map(|place| place.thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However askers repeat themselves, whoever waits is taken within a round, with
        /// what was said last.
        #[test]
        fn nobody_starves(asks in prop::collection::vec(prop::collection::vec(0usize..6, 0..9), 1..60)) {
            let mut line = FairLine::default();
            let mut waits = [None::<(usize, usize)>; 6];
            for (step, askers) in asks.into_iter().enumerate() {
                for asker in askers {
                    line.put(asker, (asker, step));
                    let (since, _) = waits[asker].unwrap_or((step, step));
                    waits[asker] = Some((since, step));
                }
                let next = line.take(|_| true);
                prop_assert_eq!(next.is_some(), waits.iter().any(Option::is_some));
                if let Some((asker, said)) = next {
                    let (since, last) = waits[asker].take().unwrap_or_default();
                    prop_assert_eq!(said, last);
                    prop_assert!(step - since < 6, "waited {} steps", step - since);
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_keeps_its_place() {
        let mut line = FairLine::default();
        for asker in 0..4 {
            line.put(asker, asker);
        }
        assert_eq!(line.take(|thing| *thing == 2), Some(2));
        assert_eq!(line.leave(|asker| *asker == 1).collect::<Vec<_>>(), [1]);
        assert_eq!(line.take(|_| true), Some(0));
        assert_eq!(line.put(3, 5), Some(3));
        assert_eq!(line.take(|_| true), Some(5));
        assert_eq!(line.take(|_| true), None);
    }
}
