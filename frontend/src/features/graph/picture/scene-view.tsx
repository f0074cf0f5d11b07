import { variableOf } from "../drawing/colours";
import classes from "../components/graph.module.css";
import { fontOf, headOf, type Mark, type Scene } from "./scene";

interface Props {
  scene: Scene;
  /** Where a title's name leads. */
  hrefOf: (concept: number) => string;
  onConcept: (id: number) => void;
  onEdge: (id: number) => void;
  /** Fills the space that is there, rather than taking what it needs. */
  isFilling?: boolean;
}

const paint = (name: string) => `var(${variableOf(name)})`;

/** A picture on the page. Names are links; lines can be clicked, and are told by words elsewhere on the page. */
export function SceneView({ scene, hrefOf, onConcept, onEdge, isFilling = true }: Props) {
  return (
    <div className={isFilling ? classes.sceneBox : classes.sceneInline}>
      <svg
        width={scene.width}
        height={scene.height}
        viewBox={`0 0 ${scene.width} ${scene.height}`}
        className={classes.scene}
        aria-label={scene.title}
        role="group"
      >
        {scene.marks.map((mark, index) => (
          <MarkView key={index} mark={mark} hrefOf={hrefOf} onConcept={onConcept} onEdge={onEdge} />
        ))}
      </svg>
    </div>
  );
}

function MarkView({
  mark,
  hrefOf,
  onConcept,
  onEdge,
}: Omit<Props, "scene" | "isFilling"> & { mark: Mark }) {
  if (mark.kind === "dot") {
    return <circle cx={mark.x} cy={mark.y} r={mark.r} fill={paint(mark.colour)} />;
  }
  if (mark.kind === "line") {
    const { edge } = mark;
    const ends = { x1: mark.x1, y1: mark.y1, x2: mark.x2, y2: mark.y2 };
    return (
      <g
        className={edge === undefined ? undefined : classes.sceneEdge}
        onClick={edge === undefined ? undefined : () => onEdge(edge)}
      >
        <line
          {...ends}
          stroke={paint(mark.colour)}
          strokeWidth={mark.width}
          strokeDasharray={mark.dashed ? "6 4" : undefined}
        />
        {edge !== undefined && <line {...ends} stroke="transparent" strokeWidth={14} />}
        {mark.arrow && (
          <polygon
            points={headOf(mark)
              .map((corner) => corner.join(","))
              .join(" ")}
            fill={paint(mark.colour)}
          />
        )}
      </g>
    );
  }
  const words = (
    <text
      x={mark.x}
      y={mark.y}
      textAnchor={mark.anchor}
      fontSize={mark.size}
      fontFamily={fontOf(mark)}
      fontWeight={mark.strong ? 700 : 500}
      fill={paint(mark.colour)}
      stroke={paint("paper")}
      strokeWidth={4}
      strokeLinejoin="round"
      paintOrder="stroke"
    >
      {mark.text}
    </text>
  );
  const { concept } = mark;
  if (concept === undefined) return words;
  return (
    <a
      href={hrefOf(concept)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onConcept(concept);
      }}
    >
      {words}
    </a>
  );
}
