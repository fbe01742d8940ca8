//! The command line: thin over the library.
#![allow(warnings)]
mod adapter;
mod simulate;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let costs = args
        .iter()
        .position(|a| a == "--costs")
        .map(|i| std::path::PathBuf::from(&args[i + 1]));
    match simulate::simulate(std::path::Path::new(&args[2]), costs.as_deref()) {
        Ok(text) => println!("{text}"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1)
        }
    }
}

#[test]
fn show() {
    let text = std::fs::read_to_string(std::env::var("FILE").unwrap()).unwrap();
    let project = adapter::project(&text, &[], &[]).unwrap();
    let files = drydock::source::Workspace::new("/");
    let t = std::time::Instant::now();
    let timeline = drydock::sim::run(&project, &files, &drydock::sim::Scenario::up());
    println!("{:?}", t.elapsed());
    println!("{}", drydock::sim::to_text(&timeline));
    for lane in &timeline.lanes {
        println!(
            "{} {:?}\n   {:?}",
            lane.name,
            lane.segments
                .iter()
                .map(|s| (s.from.0, s.to.0, s.phase))
                .collect::<Vec<_>>(),
            lane.gates
        );
    }
    println!("{:#?}", timeline.insight(&project));
    for (i, r) in timeline.records.iter().enumerate() {
        if matches!(
            r.event,
            drydock::sim::Event::Started | drydock::sim::Event::CommandEnded(_) | drydock::sim::Event::Unhealthy
        ) {
            println!("{}", timeline.question(drydock::sim::RecordId(i as u32)));
            for w in timeline.why(drydock::sim::RecordId(i as u32)) {
                println!("   {} {}", w.at, w.text);
            }
        }
    }
}
